import { expect, test } from 'vitest';
import { createManualClock } from '../src/index.ts';
import { createBilling } from '../src/message/billing.ts';
import type { SandboxMessage } from '../src/message/message.ts';
import { createMessageStore, type MessageStore } from '../src/message/message-store.ts';

const clock = createManualClock();
const prices = { outboundSms: '0.1', outboundMms: '0.2', inboundSms: '0.3', inboundMms: '0.4' };
const billing = createBilling({ prices, pricedAfterMs: 1_000, clock });

function message(index: number): SandboxMessage {
  const at = clock.now();
  return {
    id: `m${index}`,
    index,
    projectId: 'p',
    dialect: 'platform',
    direction: 'outbound-api',
    kind: 'sms',
    from: '+15551230000',
    to: '+15005550100',
    body: 'Hello',
    media: [],
    encoding: 'GSM-7',
    segments: 2,
    status: 'sent',
    errorCode: null,
    createdAt: at,
    updatedAt: at,
    sentAt: at,
    price: null,
    maxPrice: null,
    validitySeconds: 60,
    messagingServiceSid: null,
    statusCallback: null,
    customVariables: null,
    deletedAt: null,
    life: [{ status: 'sent', at, errorCode: null }],
  };
}

function idsOf(store: MessageStore): string[] {
  return store.all().map(({ id }) => id);
}

test('a message is the same before and after its release, and can still be changed', () => {
  const store = createMessageStore({ retain: 10, billing });
  for (const index of [0, 1, 2]) store.add(message(index));
  expect(store.get('m1')).toEqual(message(1));
  store.release('m1');
  expect(store.get('m1')).toEqual(message(1));
  expect(idsOf(store)).toEqual(['m0', 'm1', 'm2']);
  expect(store.update('m1', { body: '' })).toEqual({ ...message(1), body: '' });
  expect(store.get('m1')?.body).toBe('');
  expect(store.update('nobody', { body: '' })).toBeNull();
  // What it costs comes a while after it was sent, released or not, and changes nothing that came later.
  const updatedAt = clock.now() + 5_000;
  store.update('m2', { updatedAt });
  const before = clock.now();
  clock.advance(1_000);
  expect(store.all()).toMatchObject([
    { price: '0.2', updatedAt: before + 1_000 },
    { price: '0.2', body: '' },
    { price: '0.2', updatedAt },
  ]);
});

test('the first to be released is the first to be forgotten, and none that is on its way', () => {
  const store = createMessageStore({ retain: 2, billing });
  for (const index of [0, 1, 2, 3]) store.add(message(index));
  expect(idsOf(store)).toEqual(['m0', 'm1', 'm2', 'm3']);
  store.release('m2');
  store.release('m1');
  expect(idsOf(store)).toEqual(['m0', 'm3']);
  store.release('m3');
  store.update('m3', { body: '' });
  store.add(message(4));
  expect(idsOf(store)).toEqual(['m0', 'm4']);
  expect([store.get('m3'), store.update('m3', { body: 'back' })]).toEqual([null, null]);
  store.release('m4');
  store.release('m4');
  store.release('nobody');
  expect(idsOf(store)).toEqual(['m0', 'm4']);
  store.clear();
  expect(idsOf(store)).toEqual([]);
  store.add(message(5));
  store.release('m5');
  expect(store.get('m5')).toEqual(message(5));
});

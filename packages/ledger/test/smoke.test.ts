import { eventKey, type StatusEvent } from '@statuswire/contracts';
import { createLedger, createMemoryStore, joinEvents } from '@statuswire/ledger';
import { expect, test } from 'vitest';

const base = {
  source: 'callback',
  dialect: 'platform',
  projectId: 'p',
  messageId: 'm',
  status: 'sent',
  providerStatus: 'sent',
  from: '+15550001',
  to: '+15550002',
  body: 'hi',
  segments: 1,
  media: null,
  direction: null,
  error: null,
  occurredAt: null,
  receivedAt: '2026-01-01T00:00:00.000Z',
  customVariables: {},
  extra: {},
} as const;
const event = (over: Partial<StatusEvent>): StatusEvent => {
  const e = { ...base, ...over };
  return { key: eventKey(e), ...e };
};

test('memory', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  const events = [event({ status: 'delivered', providerStatus: 'delivered' }), event({}), event({})];
  const results = await Promise.all(events.map((e) => ledger.record(e)));
  expect(results.map((r) => r.inserted)).toEqual([true, true, false]);
  expect(await ledger.message({ projectId: 'p', messageId: 'm' })).toEqual(joinEvents(events));
  const seen: string[] = [];
  const consumer = ledger.consume('c', (e) => void seen.push(e.status));
  await expect.poll(() => seen).toEqual(['delivered', 'sent']);
  await consumer.stop();
  expect((await ledger.summary()).messages).toBe(1);
  await ledger.close();
});

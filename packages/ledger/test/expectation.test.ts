import { eventKey } from '@statuswire/contracts';
import { describe, expect, it } from 'vitest';
import { createLedger, createMemoryStore } from '../src/index.ts';
import { makeEvent } from '../src/testing.ts';

const sentAt = '2026-03-17T10:00:00.000Z';
const now = () => new Date('2026-03-17T10:00:01.000Z');
const expected = {
  projectId: 'p1',
  messageId: 'm1',
  from: '+15551234567',
  to: '+15557654321',
  sentAt,
  customVariables: { order: '17' },
};

function openLedger() {
  return createLedger({ store: createMemoryStore(), now });
}

describe('expect', () => {
  it('makes a message known, findable by its own variables, and due for a check, before any callback', async () => {
    const ledger = openLedger();
    const { inserted, message } = await ledger.expect(expected);
    expect(inserted).toBe(true);
    expect(message).toMatchObject({
      status: 'queued',
      firstSeenAt: sentAt,
      customVariables: { order: '17' },
      sources: ['rest'],
      healed: false,
    });
    expect((await ledger.list({ filter: { search: '17' } })).items).toHaveLength(1);
    const later = createLedger({ store: createMemoryStore(), now: () => new Date('2026-03-17T10:06:00.000Z') });
    await later.expect(expected);
    expect(await later.due({ owner: 'a', leaseMs: 1_000, limit: 10 })).toHaveLength(1);
    await Promise.all([ledger.close(), later.close()]);
  });

  it('may come after callbacks: what they told stays, and the variables are added', async () => {
    const ledger = openLedger();
    await ledger.record(makeEvent({ projectId: 'p1', messageId: 'm1', status: 'delivered' }));
    const { message } = await ledger.expect(expected);
    expect(message).toMatchObject({ status: 'delivered', customVariables: { order: '17' }, eventCount: 2 });
    expect(await ledger.due({ owner: 'a', leaseMs: 1_000, limit: 10 })).toHaveLength(0);
    await ledger.close();
  });

  it('is the same fact as the callback of the Compatibility API that tells queued', async () => {
    const ledger = openLedger();
    await ledger.expect(expected);
    const told = { ...expected, dialect: 'compatibility', status: 'queued', error: null, occurredAt: null } as const;
    const { inserted, message } = await ledger.record(
      makeEvent({ ...told, key: eventKey({ ...told, providerStatus: 'queued' }), providerStatus: 'queued' }),
    );
    expect(inserted).toBe(false);
    expect(message).toMatchObject({ eventCount: 1, customVariables: { order: '17' }, sources: ['callback', 'rest'] });
    await ledger.close();
  });

  it('tells of an MMS that no receipt is awaited', async () => {
    const ledger = openLedger();
    expect((await ledger.expect({ ...expected, media: 2, dialect: 'platform' })).message).toMatchObject({
      kind: 'mms',
      dialect: 'platform',
    });
    await ledger.close();
  });

  it('refuses what is no message, naming the field and no value', async () => {
    const ledger = openLedger();
    await expect(ledger.expect({ ...expected, messageId: '' })).rejects.toThrow('messageId must be');
    await expect(ledger.expect({ ...expected, sentAt: 'yesterday' })).rejects.toThrow('sentAt must be an ISO 8601');
    await expect(ledger.expect({ ...expected, sentAt: new Date('yesterday') })).rejects.toThrow('sentAt must be');
    await ledger.close();
  });
});

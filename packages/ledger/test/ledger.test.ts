import { normalizeCallback, type StatusEvent } from '@statuswire/contracts';
import { createLedger, createMemoryStore, joinEvents, type LedgerOptions } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const noon = '2026-03-01T12:00:00.000Z';
const ledgerAt = (now: string, options: Partial<LedgerOptions> = {}) =>
  createLedger({ store: createMemoryStore(), now: () => new Date(now), ...options });
const identity = { projectId: 'project-1', messageId: 'a' };

const cyclic: Record<string, unknown> = {};
cyclic.itself = cyclic;

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('recording', () => {
  test('tells whether the fact was new, and what the message is now', async () => {
    const ledger = ledgerAt(noon);
    const delivered = eventOf('a', { status: 'delivered' });
    const sent = eventOf('a', { status: 'sent' });
    expect(await ledger.record(delivered)).toEqual({ inserted: true, message: joinEvents([delivered]) });
    expect(await ledger.record(sent)).toEqual({ inserted: true, message: joinEvents([delivered, sent]) });
    expect(await ledger.record(sent)).toEqual({ inserted: false, message: joinEvents([delivered, sent]) });
    expect(await ledger.message(identity)).toEqual(joinEvents([delivered, sent]));
    expect((await ledger.timeline(identity)).map(({ status }) => status).sort()).toEqual(['delivered', 'sent']);
  });

  test('takes what normalizeCallback makes, in both dialects', async () => {
    const ledger = ledgerAt(noon);
    const payloads = [
      {
        MessageSid: 'a',
        AccountSid: 'project-1',
        MessageStatus: 'Delivered',
        From: '+1',
        To: '+2',
        NumMedia: '-0'.slice(1),
      },
      { id: 'a', project_id: 'project-1', status: 'parked', from: '+1', to: '+2', timestamp: '2026-03-01T11:00:00Z' },
    ];
    for (const payload of payloads) {
      const result = normalizeCallback(payload, { receivedAt: noon });
      if (!result.ok) throw new Error(result.problem.message);
      await expect(ledger.record(result.event)).resolves.toMatchObject({ inserted: true });
    }
    expect(await ledger.message(identity)).toMatchObject({ status: 'delivered', dialect: 'platform', eventCount: 2 });
  });

  const malformed: readonly (readonly [string, Partial<Record<keyof StatusEvent, unknown>>])[] = [
    ['key', { key: 'with space' }],
    ['source', { source: 'canary-secret' }],
    ['dialect', { dialect: undefined }],
    ['status', { status: 'canary-secret' }],
    ['projectId', { projectId: '' }],
    ['messageId', { messageId: 'canary-secret'.repeat(30) }],
    ['providerStatus', { providerStatus: 4 }],
    ['from', { from: null }],
    ['to', { to: undefined }],
    ['body', { body: 5 }],
    ['direction', { direction: {} }],
    ['segments', { segments: 1.5 }],
    ['media', { media: -1 }],
    ['error', { error: 'canary-secret' }],
    ['error.code', { error: { code: 30003, message: null } }],
    ['error.message', { error: { code: null, message: ['canary-secret'] } }],
    ['receivedAt', { receivedAt: new Date() }],
    ['receivedAt', { receivedAt: 'canary-secret' }],
    ['receivedAt', { receivedAt: '2026-03-01T10:00:00.000' }],
    ['receivedAt', { receivedAt: 'Sun, 01 Mar 2026 10:00:00 GMT' }],
    ['occurredAt', { occurredAt: '2026-13-01T00:00:00.000Z' }],
    ['occurredAt', { occurredAt: '2026-02-30T00:00:00Z' }],
    ['occurredAt', { occurredAt: '+010000-01-01T00:00:00.000Z' }],
    ['customVariables', { customVariables: { a: 1 } }],
    ['extra', { extra: ['canary-secret'] }],
    ['extra', { extra: { count: 1n } }],
    ['extra', { extra: cyclic }],
    ['extra', { extra: { deep: nested(20_000) } }],
  ];
  test.each(malformed)('refuses a malformed event, naming the field and not its value: %s', async (field, fields) => {
    const ledger = ledgerAt(noon);
    const event = { ...eventOf('a'), ...fields } as StatusEvent;
    const error: unknown = await ledger.record(event).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    expect(String(error)).toContain(field);
    expect(String(error)).not.toContain('canary-secret');
    expect(await ledger.record(eventOf('b'))).toMatchObject({ inserted: true });
  });

  test('refuses what is no object at all, and options it does not know', async () => {
    const ledger = ledgerAt(noon);
    await expect(ledger.record(null as unknown as StatusEvent)).rejects.toMatchObject({
      code: 'STATUSWIRE_INVALID_OPTIONS',
    });
    const misspelt = { store: createMemoryStore(), deadlineMS: 4 } as unknown as LedgerOptions;
    expect(() => createLedger(misspelt)).toThrow(/deadlineMS.*deadlineMs/);
    expect(() => ledgerAt(noon, { maxQueued: 0 })).toThrow(/maxQueued/);
    expect(() => joinEvents([])).toThrow(/at least one/);
    expect(() => joinEvents([eventOf('a'), eventOf('b')])).toThrow(/one message/);
  });
});

describe('figures', () => {
  test('outcomes are those of now, the rest is counted in the hour of the first sight', async () => {
    const store = createMemoryStore();
    const at = (now: string) => createLedger({ store, now: () => new Date(now) });
    const ledger = at(noon);
    const times = { receivedAt: '2026-03-01T10:30:00.000Z' };
    await ledger.record(eventOf('waiting', { ...times, status: 'sent' }));
    await ledger.record(eventOf('mms', { ...times, status: 'sent', media: 1 }));
    await ledger.record(eventOf('done', { ...times, status: 'sent', occurredAt: '2026-03-01T10:00:00.000Z' }));
    await ledger.record(eventOf('done', { ...times, status: 'delivered', occurredAt: '2026-03-01T10:00:04.000Z' }));
    await ledger.record(eventOf('done', { ...times, status: 'delivered', occurredAt: '2026-03-01T10:00:04.000Z' }));
    await ledger.record(eventOf('lost', { ...times, status: 'failed', error: { code: '30003', message: null } }));
    await ledger.record(eventOf('new', { ...times, status: 'queued' }));

    const early = await ledger.summary();
    expect(early.outcomes).toEqual({
      pending: 1,
      in_transit: 1,
      delivered: 1,
      failed: 1,
      accepted_no_receipt: 1,
      received: 0,
      unknown: 0,
    });
    expect(early.statuses).toEqual({ queued: 1, sent: 2, delivered: 1, failed: 1 });
    expect(early).toMatchObject({ messages: 5, events: 6, repeats: 1, interval: 'day' });
    expect(early.errors).toEqual([{ code: '30003', messages: 1 }]);
    expect(early.by.kind.map(({ value, messages }) => [value, messages])).toEqual([
      ['sms', 4],
      ['mms', 1],
    ]);
    expect(early.latencies).toMatchObject([{ measure: 'delivered', clock: 'provider', readings: 1 }]);
    expect(early.latencies?.[0]?.p50).toBeGreaterThan(3_300);
    expect(early.latencies?.[0]?.p50).toBeLessThan(4_800);

    const late = await at('2026-03-01T16:00:00.000Z').summary({
      filter: { since: '2026-03-01T10:59:00.000Z', until: '2026-03-01T10:59:30.000Z' },
    });
    expect(late).toMatchObject({ since: '2026-03-01T10:00:00.000Z', until: '2026-03-01T11:00:00.000Z', messages: 5 });
    expect(late.outcomes).toMatchObject({ in_transit: 0, accepted_no_receipt: 2 });
    expect(late.timeline).toMatchObject([{ at: '2026-03-01T10:00:00.000Z', messages: 5 }]);

    const waiting = await ledger.summary({ filter: { outcome: 'in_transit' } });
    expect(waiting).toMatchObject({ messages: 1, statuses: { sent: 1 }, latencies: null });
    expect(
      (await ledger.list({ filter: { outcome: 'in_transit' } })).items.map((message) => message.messageId),
    ).toEqual(['waiting']);
    const shorter = createLedger({ store, now: () => new Date(noon), receipts: { validityMs: 60_000, graceMs: 0 } });
    expect((await shorter.summary()).outcomes).toMatchObject({ in_transit: 0, accepted_no_receipt: 2 });
  });

  test('a filter that is misspelt or no time is refused, not ignored', async () => {
    const ledger = ledgerAt(noon);
    await ledger.record(eventOf('a'));
    const refused = { code: 'STATUSWIRE_INVALID_OPTIONS' };
    const misspelt = { error_code: '30003' } as object;
    await expect(ledger.list({ filter: misspelt })).rejects.toMatchObject(refused);
    await expect(ledger.summary({ filter: misspelt })).rejects.toMatchObject(refused);
    await expect(ledger.summary({ filter: { search: 'a' } as object })).rejects.toMatchObject(refused);
    await expect(ledger.list({ filter: { since: 'yesterday' } })).rejects.toMatchObject(refused);
    await expect(ledger.list({ limit: 0 })).rejects.toMatchObject(refused);
    const { items } = await ledger.list({
      filter: { since: '2026-03-01T12:00:00+02:00', until: '2026-03-01T10:00:01Z' },
    });
    expect(items).toHaveLength(1);
  });

  test('counters are named by the program, never by a request', async () => {
    const ledger = ledgerAt(noon);
    await ledger.tally('rejected:signature');
    await ledger.tally('rejected:signature', '', 2);
    await expect(ledger.tally('x'.repeat(65))).rejects.toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    expect((await ledger.summary()).tallies).toEqual({ 'rejected:signature': 3 });
  });
});

test('a listener hears of new facts only, and cannot make a record fail', async () => {
  const ledger = ledgerAt(noon);
  let heard = 0;
  const stop = ledger.onRecorded(() => {
    heard += 1;
  });
  await ledger.record(eventOf('a'));
  await ledger.record(eventOf('a'));
  await expect.poll(() => heard).toBe(1);
  stop();
  // Unhandled, what it throws would fail this run.
  ledger.onRecorded(() => {
    throw new Error('a listener that fails');
  });
  await expect(ledger.record(eventOf('b'))).resolves.toMatchObject({ inserted: true });
  expect(heard).toBe(1);
});

describe('quarantine', () => {
  const delivery = {
    receivedAt: noon,
    reason: 'invalid_payload',
    message: 'The field timestamp cannot be read.',
    rawBody: new TextEncoder().encode('{"id":"a"}'),
    contentType: 'application/json',
    details: { verdict: 'verified' },
  };

  test('holds a delivery until it can be read or is thrown away', async () => {
    const ledger = ledgerAt(noon);
    const { id, inserted } = await ledger.quarantine(delivery);
    expect(inserted).toBe(true);
    expect(await ledger.quarantine(delivery)).toEqual({ id, inserted: false });
    expect((await ledger.summary()).quarantined).toBe(1);

    const problem = { code: 'invalid_payload' as const, message: 'Still not.', issues: [] };
    expect(await ledger.retryQuarantined(id, () => ({ ok: false, problem }))).toEqual({ ok: false, problem });
    expect((await ledger.quarantined()).items).toHaveLength(1);

    const event = eventOf('a');
    await ledger.retryQuarantined(id, ({ rawBody }) => {
      expect(new TextDecoder().decode(rawBody)).toBe('{"id":"a"}');
      return { ok: true, event };
    });
    expect(await ledger.message(identity)).toEqual(joinEvents([event]));
    expect((await ledger.timeline(identity))[0]?.provenance?.details).toEqual({
      verdict: 'verified',
      replayed: noon,
    });
    expect((await ledger.quarantined()).items).toHaveLength(0);
    expect(await ledger.quarantinedDelivery(id)).toMatchObject({ state: 'recorded', resolvedAt: noon });
    expect(await ledger.retryQuarantined(id, () => ({ ok: true, event }))).toBeNull();

    const other = await ledger.quarantine({ ...delivery, contentType: 'text/plain' });
    expect(other.id).not.toBe(id);
    expect(await ledger.discardQuarantined(other.id)).toBe(true);
    expect(await ledger.discardQuarantined(other.id)).toBe(false);
  });

  const minutes = (count: number) => new Date(Date.parse(noon) + count * 60_000).toISOString();
  const host = { verdict: 'verified' };

  test.each([
    ['before', 'no replay: the callback told it first', -5, { verdict: 'verified' }],
    ['after', 'a replay: the delivery that was held came first', 5, { verdict: 'verified', replayed: minutes(10) }],
  ])(
    'of a fact that a readable callback told %s as well, the earlier delivery says: %s',
    async (_, __, at, details) => {
      const ledger = ledgerAt(minutes(10));
      const { id } = await ledger.quarantine(delivery);
      const event = { ...eventOf('a'), receivedAt: minutes(at) };
      await ledger.record(event, { provenance: host });
      await ledger.retryQuarantined(id, ({ receivedAt }) => ({ ok: true, event: { ...event, receivedAt } }));
      const timeline = await ledger.timeline(identity);
      expect(timeline).toHaveLength(1);
      expect(timeline[0]).toMatchObject({ deliveries: { callback: 2, rest: 0 }, provenance: { details } });
      expect(timeline[0]?.provenance?.details).toEqual(details);
    },
  );
});

describe('retention', () => {
  test('prunes in small steps until nothing is left to prune', async () => {
    const ledger = ledgerAt(noon);
    await Promise.all(Array.from({ length: 1_200 }, (_, index) => ledger.record(eventOf(`m${index}`))));
    const old = { receivedAt: '2026-01-01T00:00:00.000Z' };
    await Promise.all(Array.from({ length: 1_100 }, (_, index) => ledger.record(eventOf(`old ${index}`, old))));
    const before = new Date('2026-02-01T00:00:00.000Z');
    expect(await ledger.prune({ textsBefore: before })).toEqual({
      texts: 1_100,
      messages: 0,
      events: 0,
      quarantined: 0,
    });
    expect(await ledger.message({ projectId: 'project-1', messageId: 'old 7' })).toMatchObject({ body: null });
    expect(await ledger.prune({ messagesBefore: before })).toEqual({
      texts: 0,
      messages: 1_100,
      events: 1_100,
      quarantined: 0,
    });
    expect((await ledger.summary()).messages).toBe(1_200);
  });
});

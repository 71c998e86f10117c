import type { StatusEvent } from '@statuswire/contracts';
import {
  evidenceOf,
  joinEvents,
  joinEvidence,
  mergeRecords,
  outcomeOf,
  receiptCutoff,
  recordOf,
  sentAtOf,
} from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const at = (seconds: number) => new Date(Date.parse('2026-03-01T10:00:00.000Z') + seconds * 1_000).toISOString();
const join = (...fields: Partial<StatusEvent>[]) => joinEvents(fields.map((field) => eventOf('a', field)));
const merge = (...copies: Partial<StatusEvent>[]) =>
  copies.map((copy) => recordOf(eventOf('a', { key: 'k', ...copy }))).reduce(mergeRecords);

describe('the state of a message', () => {
  const platform = { dialect: 'platform', projectId: 'p', from: '+15550001', to: '+15550002' } as const;
  const sent = {
    ...platform,
    key: 'sent',
    status: 'sent',
    providerStatus: 'Sent',
    body: 'Hello',
    segments: 2,
    media: null,
    direction: 'outbound-api',
    customVariables: { order: '7' },
    occurredAt: at(1),
    receivedAt: at(2),
  } as const satisfies Partial<StatusEvent>;
  const failed = {
    ...platform,
    key: 'failed',
    status: 'undelivered',
    providerStatus: 'undelivered',
    error: { code: '30003', message: 'unreachable' },
    body: null,
    segments: null,
    customVariables: {},
    occurredAt: at(5),
    receivedAt: at(6),
  } as const satisfies Partial<StatusEvent>;

  test('has each field from the event that tells it', () => {
    expect(join(sent, failed, { ...sent, receivedAt: at(9) })).toStrictEqual({
      projectId: 'p',
      messageId: 'a',
      dialect: 'platform',
      kind: 'sms',
      status: 'undelivered',
      providerStatus: 'undelivered',
      occurredAt: at(5),
      from: '+15550001',
      to: '+15550002',
      body: 'Hello',
      segments: 2,
      media: null,
      direction: 'outbound-api',
      error: { code: '30003', message: 'unreachable' },
      customVariables: { order: '7' },
      conflicted: false,
      healed: false,
      sources: ['callback'],
      statuses: {
        sent: { firstSeenAt: at(2), occurredAt: at(1), sources: ['callback'] },
        undelivered: { firstSeenAt: at(6), occurredAt: at(5), sources: ['callback'] },
      },
      lateCount: 0,
      firstSeenAt: at(2),
      lastSeenAt: at(9),
      eventCount: 2,
    });
  });

  test('tells no time of the provider where the status came without one', () => {
    expect(join({ status: 'sent', occurredAt: null }).occurredAt).toBeNull();
    expect(
      join({ status: 'sent', occurredAt: at(1) }, { status: 'delivered', occurredAt: null }).occurredAt,
    ).toBeNull();
  });

  test('takes the earliest of each status, by either clock', () => {
    const early = { status: 'sent', occurredAt: at(1), receivedAt: at(8) } as const;
    const late = { status: 'sent', occurredAt: at(3), receivedAt: at(4) } as const;
    const untimed = { status: 'sent', occurredAt: null, receivedAt: at(6) } as const;
    const times = { firstSeenAt: at(4), occurredAt: at(1), sources: ['callback'] };
    expect(join(early, late, untimed).statuses).toStrictEqual({ sent: times });
    expect(join(untimed, late, early).statuses).toStrictEqual({ sent: times });
  });

  test('is of the dialect that a callback told, and else of the platform', () => {
    const rest = { source: 'rest' } as const;
    expect(join({ dialect: 'compatibility' }, { ...rest, dialect: 'platform' }).dialect).toBe('compatibility');
    expect(join({ ...rest, dialect: 'compatibility' }, { ...rest, dialect: 'platform' }).dialect).toBe('platform');
    expect(join({ ...rest, dialect: 'compatibility' }).dialect).toBe('compatibility');
    expect(join({ dialect: 'platform' }, { ...rest, dialect: 'compatibility' }).dialect).toBe('platform');
  });

  test('names both sources where both told, and each where it alone told', () => {
    const rest = { status: 'delivered', source: 'rest' } as const;
    expect(join({ status: 'sent' }, rest).sources).toEqual(['callback', 'rest']);
    expect(join(rest)).toMatchObject({ sources: ['rest'], statuses: { delivered: { sources: ['rest'] } } });
    expect(join({ status: 'delivered' }, rest).statuses.delivered?.sources).toEqual(['callback', 'rest']);
  });

  test('is an MMS from the first medium on', () => {
    expect(join({ media: 0 }).kind).toBe('sms');
    expect(join({ media: 1 }).kind).toBe('mms');
    expect(join({ media: null }).kind).toBe('sms');
  });

  test('knows a contradiction with what was received, and none with read after delivered', () => {
    expect(join({ status: 'received' }, { status: 'read' }).conflicted).toBe(true);
    expect(join({ status: 'received' }, { status: 'delivered' }).conflicted).toBe(true);
    expect(join({ status: 'delivered' }, { status: 'read', source: 'rest' }).conflicted).toBe(false);
    expect(join({ status: 'sent' }, { status: 'queued' }).conflicted).toBe(false);
  });

  test('has the greater value where events of equal weight tell two', () => {
    const one = { status: 'sent', occurredAt: at(1) } as const;
    expect(join({ ...one, body: 'a', segments: 9 }, { ...one, body: 'b', segments: 10 })).toMatchObject({
      body: 'b',
      segments: 10,
    });
    expect(join({ ...one, segments: 10, key: 'x' }, { ...one, segments: 9, key: 'y' }).segments).toBe(10);
    const variables = (order: string) => ({ ...one, customVariables: { order } });
    expect(join(variables('2'), variables('1')).customVariables).toEqual({ order: '2' });
  });

  test('has the greater code of two failures that weigh the same, and keeps each code with its own text', () => {
    const failure = (code: string | null, message: string | null) =>
      ({ status: 'failed', error: { code, message }, key: String(code) }) as const;
    expect(join(failure('30003', 'one'), failure('30007', 'two')).error).toEqual({ code: '30007', message: 'two' });
    expect(join(failure('30007', 'two'), failure('30003', 'one')).error).toEqual({ code: '30007', message: 'two' });
    expect(join(failure(null, 'words'), failure('30003', null)).error).toEqual({ code: '30003', message: null });
    expect(join(failure('30003', null), failure(null, 'words')).error).toEqual({ code: '30003', message: null });
  });

  test('keeps evidence of errors in the order of their codes', () => {
    const errors = ['30007', null, '30003'].map((code) =>
      eventOf('a', { status: 'failed', key: String(code), error: { code, message: 'text' } }),
    );
    const points = errors.map((event) => evidenceOf(recordOf(event)));
    for (const order of [points, points.toReversed()]) {
      expect(order.reduce(joinEvidence).errors.map(({ code }) => code)).toEqual([null, '30003', '30007']);
    }
  });

  test('belongs to one message: events of two projects or of two messages are refused, and so are none', () => {
    const invalid = expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    expect(() => joinEvents([eventOf('a'), eventOf('b')])).toThrow(invalid);
    expect(() => joinEvents([eventOf('a'), eventOf('a', { projectId: 'another' })])).toThrow(invalid);
    expect(() => joinEvents([])).toThrow(/at least one event/);
    expect(() => joinEvents([eventOf('a'), eventOf('b')])).toThrow(/of several. Group them by projectId and messageId/);
  });
});

describe('statuses of equal rank, source and time', () => {
  test.for([
    ['failed', 'undelivered'],
    ['undelivered', 'received'],
    ['received', 'delivered'],
    ['initiated', 'sending'],
    ['sending', 'receiving'],
  ] as const)('%s gives way to %s', ([lesser, greater]) => {
    expect(join({ status: lesser }, { status: greater }).status).toBe(greater);
    expect(join({ status: greater }, { status: lesser }).status).toBe(greater);
  });
});

describe('copies of one fact merge', () => {
  const fact = { status: 'sent', occurredAt: null, receivedAt: at(4) } as const;

  test('into the earliest and the latest reception, and count by source', () => {
    expect(merge(fact, { ...fact, receivedAt: at(2) }, { ...fact, source: 'rest', receivedAt: at(9) })).toMatchObject({
      receivedAt: at(2),
      lastReceivedAt: at(9),
      callbackDeliveries: 2,
      restDeliveries: 1,
      source: 'rest',
    });
  });

  test('so that REST outweighs a callback, a value outweighs none, and what a callback alone told is remembered', () => {
    const told = { ...fact, body: 'from the callback', segments: 3, direction: 'outbound-api', from: '' } as const;
    const rest = { ...fact, source: 'rest', body: null, segments: 1, direction: null, from: '+1', to: '' } as const;
    for (const merged of [merge(told, rest), merge(rest, told)]) {
      expect(merged).toMatchObject({ body: 'from the callback', segments: 1, direction: 'outbound-api', from: '+1' });
      expect([...merged.callbackFields].sort()).toEqual(['body', 'direction', 'to']);
    }
    expect(merge(told, told).callbackFields).toEqual([]);
  });

  test('so that SignalWire’s word is that of REST, else the greater', () => {
    const rest = { ...fact, source: 'rest', providerStatus: 'a word' } as const;
    expect(merge({ ...fact, providerStatus: 'sent' }, rest).providerStatus).toBe('a word');
    expect(merge(rest, { ...fact, providerStatus: 'sent' }).providerStatus).toBe('a word');
    expect(merge({ ...fact, providerStatus: 'Sent' }, { ...fact, providerStatus: 'sent' }).providerStatus).toBe('sent');
  });

  test('member by member of what has no name, a null filled in by a later copy', () => {
    const price = { ...fact, extra: { price: null, uri: '/a' } };
    const later = { ...fact, extra: { price: '0.005', api: 'v1' } };
    const extra = { api: 'v1', price: '0.005', uri: '/a' };
    for (const merged of [merge(price, later), merge(later, price)]) {
      expect(merged.extra).toStrictEqual(extra);
      expect(Object.keys(merged.extra)).toEqual(['api', 'price', 'uri']);
    }
    expect(merge(price, fact).extra).toStrictEqual(price.extra);
    expect(merge(fact, price).extra).toStrictEqual(price.extra);
    expect(merge({ ...fact, extra: { n: 1 } }, { ...fact, extra: { n: 2 } }).extra).toStrictEqual({ n: 2 });
    expect(merge({ ...fact, extra: { n: 2 } }, { ...fact, extra: { n: 1 } }).extra).toStrictEqual({ n: 2 });
  });

  test('with the provenance of the earliest delivery that has one', () => {
    const record = (seconds: number, details: Record<string, string> | null) =>
      recordOf(eventOf('a', { key: 'k', ...fact, receivedAt: at(seconds) }), details);
    const early = record(1, { by: 'early' });
    const late = record(5, { by: 'late' });
    const provenance = { receivedAt: at(1), details: { by: 'early' } };
    expect(mergeRecords(early, late).provenance).toEqual(provenance);
    expect(mergeRecords(late, early).provenance).toEqual(provenance);
    expect(mergeRecords(record(0, null), late).provenance?.details).toEqual({ by: 'late' });
    expect(mergeRecords(late, record(0, null)).provenance?.details).toEqual({ by: 'late' });
    expect(record(0, null).provenance).toBeNull();
    const others = [record(1, { by: 'a' }), record(1, { by: 'b' })] as const;
    expect(mergeRecords(others[0], others[1]).provenance?.details).toEqual({ by: 'b' });
    expect(mergeRecords(others[1], others[0]).provenance?.details).toEqual({ by: 'b' });
  });

  test.for([
    ['key', { key: 'another' }],
    ['dialect', { dialect: 'platform' }],
    ['project', { projectId: 'another' }],
    ['message', { messageId: 'another' }],
    ['status', { status: 'queued' }],
    ['time', { occurredAt: at(0) }],
    ['error code', { error: { code: '30003', message: null } }],
  ] as const)('only where they are one fact: another %s is refused', ([, other]) => {
    expect(() => merge({ ...fact, dialect: 'compatibility' }, { ...fact, dialect: 'compatibility', ...other })).toThrow(
      /the key of another fact .* Make keys with eventKey/,
    );
  });
});

describe('a record of one delivery', () => {
  test('has times of one form, and counts without a negative zero', () => {
    const record = recordOf(
      eventOf('a', {
        receivedAt: '2026-03-01T11:00:00+01:00',
        occurredAt: '2026-03-01T10:00:00Z',
        segments: -0,
        media: -0,
      }),
    );
    expect(record).toMatchObject({ receivedAt: at(0), lastReceivedAt: at(0), occurredAt: at(0) });
    expect(Object.is(record.segments, 0)).toBe(true);
    expect(Object.is(record.media, 0)).toBe(true);
    expect(record).toMatchObject({ callbackDeliveries: 1, restDeliveries: 0, callbackFields: [], provenance: null });
    expect(recordOf(eventOf('a', { source: 'rest' }))).toMatchObject({ callbackDeliveries: 0, restDeliveries: 1 });
  });

  test('has no error where neither code nor text is told, and is refused where a time is none', () => {
    expect(recordOf(eventOf('a', { error: { code: null, message: null } })).error).toBeNull();
    expect(recordOf(eventOf('a', { error: { code: null, message: 'x' } })).error).toEqual({ code: null, message: 'x' });
    for (const receivedAt of ['never', '+020000-01-01T00:00:00.000Z']) {
      expect(() => recordOf(eventOf('a', { receivedAt }))).toThrow(/no ISO 8601 instant of the years 0 to 9999/);
    }
  });
});

describe('waiting for a receipt', () => {
  test('counts from when it was sent by the provider’s clock, else by ours', () => {
    expect(sentAtOf({})).toBeNull();
    expect(sentAtOf({ sent: { firstSeenAt: at(2), occurredAt: null } })).toBe(at(2));
    expect(sentAtOf({ sent: { firstSeenAt: at(2), occurredAt: at(1) } })).toBe(at(1));
  });

  test('ends after the periods of the policy', () => {
    expect(receiptCutoff({ now: at(18_000) })).toBe(at(0));
    expect(receiptCutoff({ now: at(100), validityMs: 60_000, graceMs: 30_000 })).toBe(at(10));
    const state = { status: 'sent', kind: 'sms', statuses: {} } as const;
    expect(outcomeOf(state, { now: at(0) })).toBe('in_transit');
  });
});

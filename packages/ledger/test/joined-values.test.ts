import type { StatusEvent } from '@statuswire/contracts';
import { joinEvents, outcomeOf, sentAtOf } from '@statuswire/ledger';
import { evidenceOf, joinEvidence, receiptCutoff, recordOf } from '@statuswire/ledger/store';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const at = (seconds: number) => new Date(Date.parse('2026-03-01T10:00:00.000Z') + seconds * 1_000).toISOString();
const join = (...fields: Partial<StatusEvent>[]) => joinEvents(fields.map((field) => eventOf('a', field)));

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

  test('has the code of the weightier failure, whichever code is greater', () => {
    const early = {
      status: 'failed',
      key: 'early',
      occurredAt: at(1),
      error: { code: '30007', message: 'early' },
    } as const;
    const late = {
      status: 'failed',
      key: 'late',
      occurredAt: at(5),
      error: { code: '30003', message: 'late' },
    } as const;
    for (const events of [[early, late] as const, [late, early] as const]) {
      expect(join(...events).error).toEqual({ code: '30003', message: 'late' });
    }
  });

  test('has a number from whoever tells one, though a weightier event tells an empty one', () => {
    const told = { status: 'sent', from: '+15550001', to: '+15550002' } as const;
    const empty = { status: 'delivered', source: 'rest', from: '', to: '' } as const;
    expect(join(told, empty)).toMatchObject({ from: '+15550001', to: '+15550002' });
  });

  test('weighs variables by their names in order, however they were written', () => {
    const one = { status: 'sent', occurredAt: at(1) } as const;
    const lesser = { ...one, customVariables: { b: '1', a: '0' } };
    const greater = { ...one, customVariables: { a: '9', b: '1' } };
    expect(join(lesser, greater).customVariables).toEqual({ a: '9', b: '1' });
    expect(join(greater, lesser).customVariables).toEqual({ a: '9', b: '1' });
  });

  test('is healed from sent on, where REST alone told', () => {
    expect(join({ status: 'sent', source: 'rest' }).healed).toBe(true);
    expect(join({ status: 'sending', source: 'rest' }).healed).toBe(false);
    expect(join({ status: 'unknown', providerStatus: 'parked', source: 'rest' }).healed).toBe(false);
  });

  test('counts as late only what a status that follows it came before', () => {
    expect(join({ status: 'sending', receivedAt: at(1) }, { status: 'initiated', receivedAt: at(2) }).lateCount).toBe(
      0,
    );
    expect(join({ status: 'delivered', receivedAt: at(1) }, { status: 'unknown', receivedAt: at(2) }).lateCount).toBe(
      0,
    );
    expect(join({ status: 'unknown', receivedAt: at(1) }, { status: 'queued', receivedAt: at(2) }).lateCount).toBe(0);
    expect(join({ status: 'delivered', receivedAt: at(1) }, { status: 'sent', receivedAt: at(1) }).lateCount).toBe(0);
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
    expect(() => joinEvents([])).toThrow(invalid);
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

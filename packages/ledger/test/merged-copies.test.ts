import type { StatusEvent } from '@statuswire/contracts';
import { mergeRecords, recordOf } from '@statuswire/ledger/store';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const at = (seconds: number) => new Date(Date.parse('2026-03-01T10:00:00.000Z') + seconds * 1_000).toISOString();
const merge = (...copies: Partial<StatusEvent>[]) =>
  copies.map((copy) => recordOf(eventOf('a', { key: 'k', ...copy }))).reduce(mergeRecords);

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
      expect.objectContaining({
        code: 'STATUSWIRE_INVALID_OPTIONS',
        message: expect.stringMatching(/the key of another fact .* Make keys with eventKey/),
      }),
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

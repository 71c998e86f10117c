import { messageStatuses } from '@statuswire/contracts';
import { defaultCheckAt, joinEvents, outcomeOf } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const outcome = (now: string, ...fields: Parameters<typeof eventOf>[1][]) =>
  outcomeOf(joinEvents(fields.map((field) => eventOf('a', field))), { now });

describe('the outcome of a message', () => {
  test('follows from its status alone, except at sent', () => {
    const outcomes = Object.fromEntries(
      messageStatuses.map((status) => [status, outcome('2026-03-01T10:00:01.000Z', { status })]),
    );
    expect(outcomes).toEqual({
      queued: 'pending',
      initiated: 'in_transit',
      sending: 'in_transit',
      receiving: 'in_transit',
      sent: 'in_transit',
      delivered: 'delivered',
      undelivered: 'failed',
      failed: 'failed',
      received: 'received',
      read: 'delivered',
    });
    expect(outcome('2026-03-01T10:00:01.000Z', { status: 'unknown', providerStatus: 'parked' })).toBe('unknown');
  });

  test('at sent it is in transit until the validity period and the grace are over, by the provider clock if it told', () => {
    const sent = { status: 'sent', receivedAt: '2026-03-01T10:00:00.000Z' } as const;
    expect(outcome('2026-03-01T14:59:59.999Z', sent)).toBe('in_transit');
    expect(outcome('2026-03-01T15:00:00.000Z', sent)).toBe('accepted_no_receipt');
    const earlier = { ...sent, occurredAt: '2026-03-01T09:30:00.000Z' };
    expect(outcome('2026-03-01T14:30:00.000Z', earlier)).toBe('accepted_no_receipt');
    expect(outcome('2026-03-01T14:29:59.999Z', earlier)).toBe('in_transit');
  });

  test('an MMS at sent has arrived where an MMS goes: nobody waits for its receipt', () => {
    expect(outcome('2026-03-01T10:00:00.001Z', { status: 'sent', media: 1 })).toBe('accepted_no_receipt');
    expect(outcome('2026-03-01T10:00:00.001Z', { status: 'queued', media: 1 }, { status: 'sent', media: null })).toBe(
      'accepted_no_receipt',
    );
  });
});

describe('the first check of a message', () => {
  const checkAt = (...fields: Parameters<typeof eventOf>[1][]) =>
    defaultCheckAt(
      joinEvents(fields.map((field) => eventOf('a', { receivedAt: '2026-03-01T10:00:00.000Z', ...field }))),
    );

  test('is soon after sent, at once for a contradiction, never for an ending or an MMS at sent', () => {
    expect(checkAt({ status: 'queued' })).toBe('2026-03-01T10:05:00.000Z');
    expect(checkAt({ status: 'sent' })).toBe('2026-03-01T10:02:00.000Z');
    expect(checkAt({ status: 'sent', media: 2 })).toBeNull();
    expect(checkAt({ status: 'delivered' })).toBeNull();
    // SignalWire's lists grow: a message with a new status can have lost its callbacks like any other.
    expect(checkAt({ status: 'unknown', providerStatus: 'parked' })).toBe('2026-03-01T10:05:00.000Z');
    expect(checkAt({ status: 'unknown', providerStatus: 'parked' }, { status: 'delivered' })).toBeNull();
    expect(checkAt({ status: 'delivered' }, { status: 'failed' })).toBe('2026-03-01T10:00:00.000Z');
    expect(checkAt({ status: 'delivered' }, { status: 'failed' }, { status: 'failed', source: 'rest' })).toBeNull();
  });
});

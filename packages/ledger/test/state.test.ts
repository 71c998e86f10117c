import type { StatusEvent } from '@statuswire/contracts';
import { joinEvents } from '@statuswire/ledger';
import { evidenceOf, latencyStep, recordOf, seriesOf } from '@statuswire/ledger/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const join = (...fields: Partial<StatusEvent>[]) => joinEvents(fields.map((field) => eventOf('a', field)));
const at = (seconds: number) => new Date(Date.parse('2026-03-01T10:00:00.000Z') + seconds * 1_000).toISOString();

describe('precedence', () => {
  test('rank first: late and repeated statuses change nothing', () => {
    expect(join({ status: 'delivered' }, { status: 'sent', receivedAt: at(60) }).status).toBe('delivered');
    expect(join({ status: 'read' }, { status: 'delivered', source: 'rest' }).status).toBe('read');
    expect(join({ status: 'unknown', providerStatus: 'parked', occurredAt: at(99) }, { status: 'queued' }).status).toBe(
      'queued',
    );
    expect(join({ status: 'unknown', providerStatus: 'Parked' })).toMatchObject({
      status: 'unknown',
      providerStatus: 'Parked',
    });
  });

  test('of equal ranks REST outweighs a callback, then the later provider time, then delivered', () => {
    expect(join({ status: 'delivered', occurredAt: at(9) }, { status: 'undelivered', source: 'rest' }).status).toBe(
      'undelivered',
    );
    expect(join({ status: 'delivered', occurredAt: at(1) }, { status: 'undelivered', occurredAt: at(2) }).status).toBe(
      'undelivered',
    );
    expect(join({ status: 'delivered' }, { status: 'undelivered', occurredAt: at(2) }).status).toBe('undelivered');
    expect(join({ status: 'delivered' }, { status: 'undelivered' }).status).toBe('delivered');
    expect(join({ status: 'failed' }, { status: 'undelivered' }).status).toBe('undelivered');
  });
});

describe('a contradiction', () => {
  test('is two different endings, and REST settles it', () => {
    expect(join({ status: 'delivered' }, { status: 'undelivered' }).conflicted).toBe(true);
    expect(join({ status: 'failed' }, { status: 'undelivered' }).conflicted).toBe(true);
    expect(join({ status: 'delivered' }, { status: 'read' }).conflicted).toBe(false);
    expect(join({ status: 'failed' }, { status: 'read' }).conflicted).toBe(true);
    expect(
      join({ status: 'delivered' }, { status: 'sent' }, { status: 'delivered', occurredAt: at(1) }).conflicted,
    ).toBe(false);
    const settled = join(
      { status: 'delivered' },
      { status: 'undelivered' },
      { status: 'undelivered', source: 'rest', occurredAt: at(5) },
    );
    expect(settled).toMatchObject({ status: 'undelivered', conflicted: false });
    expect(
      join({ status: 'delivered' }, { status: 'undelivered' }, { status: 'sent', source: 'rest' }).conflicted,
    ).toBe(true);
    expect(join({ status: 'read' }, { status: 'failed', source: 'rest' })).toMatchObject({
      status: 'read',
      conflicted: true,
    });
    const rest = { source: 'rest' } as const;
    expect(
      join({ ...rest, status: 'delivered', occurredAt: at(1) }, { ...rest, status: 'failed', occurredAt: at(2) }),
    ).toMatchObject({
      status: 'failed',
      conflicted: true,
    });
  });
});

describe('errors', () => {
  const unreachable = { code: '30003', message: 'unreachable' };
  test('are those of the weightiest failure that tells one; a code outweighs none', () => {
    expect(join({ status: 'failed', error: unreachable }, { status: 'failed', occurredAt: at(5) }).error).toEqual(
      unreachable,
    );
    const later = { status: 'failed', occurredAt: at(5), error: { code: '30007', message: null } } as const;
    expect(join({ status: 'failed', error: unreachable }, later).error).toEqual({ code: '30007', message: null });
    const wordy = { status: 'failed', occurredAt: at(9), error: { code: null, message: 'no code' } } as const;
    expect(join({ status: 'failed', error: unreachable }, wordy).error).toEqual(unreachable);
    expect(join(wordy).error).toEqual({ code: null, message: 'no code' });
    expect(join({ status: 'sent', error: unreachable }).error).toBeNull();
    expect(join({ status: 'failed', error: unreachable }, { status: 'delivered', source: 'rest' })).toMatchObject({
      status: 'delivered',
      error: unreachable,
    });
  });

  test('keep their text when a weightier event has the same code without one', () => {
    const rest = {
      status: 'failed',
      source: 'rest',
      occurredAt: at(5),
      error: { code: '30003', message: null },
    } as const;
    expect(join({ status: 'failed', error: unreachable }, rest).error).toEqual(unreachable);
  });
});

describe('what was missed', () => {
  test('is a status that matters and that REST alone told', () => {
    const rest = { source: 'rest' } as const;
    expect(join({ status: 'sent' }, { ...rest, status: 'delivered' }).healed).toBe(true);
    expect(join({ status: 'delivered' }, { ...rest, status: 'delivered', occurredAt: at(4) }).healed).toBe(false);
    expect(join({ status: 'undelivered' }, { ...rest, status: 'delivered' }).healed).toBe(true);
    expect(join({ ...rest, status: 'queued' }).healed).toBe(false);
    expect(join({ ...rest, status: 'received' }).healed).toBe(false);
  });

  test('late statuses are counted, whatever came when', () => {
    expect(join({ status: 'sent', receivedAt: at(1) }, { status: 'delivered', receivedAt: at(2) }).lateCount).toBe(0);
    const late = [
      { status: 'delivered', receivedAt: at(1) },
      { status: 'sent', receivedAt: at(2) },
      { status: 'queued', receivedAt: at(3) },
    ] as const;
    expect(join(...late).lateCount).toBe(2);
    expect(join(...[...late].reverse()).lateCount).toBe(2);
  });
});

describe('what a message counts as', () => {
  const series = (fields: Partial<StatusEvent>) => seriesOf(evidenceOf(recordOf(eventOf('a', fields))));
  test('inbound messages count under the number that received them: figures hold no numbers of others', () => {
    const fields = { from: '+447700900001', to: '+15550001' };
    expect(series({ ...fields, status: 'received' })).toMatchObject({ number: '+15550001', prefix: '+44' });
    expect(series({ ...fields, direction: 'inbound' })).toMatchObject({ number: '+15550001', prefix: '+44' });
    expect(series(fields)).toMatchObject({ number: '+447700900001', prefix: '+1' });
  });

  test.each([
    ['+14155550100', '+1'],
    ['+79161234567', '+7'],
    ['+447700900001', '+44'],
    ['+4915112345678', '+49'],
    ['+353851234567', '+353'],
    ['+85251234567', '+852'],
    ['+998901234567', '+998'],
    ['+981234', '+98'],
    ['55512', ''],
    ['+0123', ''],
    ['whatsapp:+44', ''],
    ['', ''],
  ])('the calling code of %s is %s', (to, prefix) => {
    expect(series({ to }).prefix).toBe(prefix);
  });
});

test('steps of latencies rise with the duration and are 19 % wide', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 33 }), fc.integer({ min: 0, max: 2 ** 33 }), (a, b) => {
      expect(latencyStep(Math.min(a, b))).toBeLessThanOrEqual(latencyStep(Math.max(a, b)));
    }),
  );
  expect(latencyStep(16_000) - latencyStep(8_000)).toBe(4);
});

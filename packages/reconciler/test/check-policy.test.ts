import { joinEvents, type MessageState } from '@statuswire/ledger';
import { makeEvent } from '@statuswire/ledger/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckPolicyOptions, createCheckPolicy } from '../src/index.ts';
import { hour, minute } from './world.ts';

const start = Date.parse('2026-03-17T10:00:00.000Z');
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();
const told = (status: MessageState['status'], milliseconds = 0, fields: object = {}) =>
  makeEvent({ messageId: 'm1', status, receivedAt: at(milliseconds), occurredAt: null, ...fields });

/** When a message that stays as it is would be checked, in minutes. */
function schedule(message: MessageState, options: CheckPolicyOptions = {}, random = () => 0): number[] {
  const policy = createCheckPolicy(options);
  const times: number[] = [];
  for (let next = policy.checkAt(message); next !== null; next = policy.nextCheckAt(message, new Date(next), random)) {
    times.push((Date.parse(next) - start) / minute);
  }
  return times;
}

describe('the default policy', () => {
  test('asks soon after sent, then after twice as long each time, until validity period and grace are over', () => {
    expect(schedule(joinEvents([told('sent')]))).toEqual([2, 6, 14, 30, 62, 122, 182, 242, 300]);
  });

  test('asks later while it is not sent', () => {
    expect(schedule(joinEvents([told('queued')]))).toEqual([5, 15, 35, 75, 135, 195, 255, 300]);
    expect(schedule(joinEvents([told('queued'), told('initiated', 10 * minute)]))).toEqual([
      15, 25, 45, 85, 145, 205, 265, 300,
    ]);
  });

  test.for(['delivered', 'undelivered', 'failed', 'received', 'read'] as const)('never asks about %s', (status) => {
    expect(schedule(joinEvents([told(status)]))).toEqual([]);
  });

  test('never asks about an MMS at sent, though about one that is on its way', () => {
    expect(schedule(joinEvents([told('sent', 0, { media: 1 })]))).toEqual([]);
    expect(schedule(joinEvents([told('queued', 0, { media: 1 })]))).toHaveLength(8);
  });

  test('asks about a status that nobody documented, as about any that is not sent', () => {
    expect(schedule(joinEvents([told('unknown', 0, { providerStatus: 'teleported' })]))[0]).toBe(5);
  });

  test('asks about a contradiction at once, however old the message is, and not for ever', () => {
    const late = joinEvents([told('sent'), told('delivered', minute), told('undelivered', 24 * hour)]);
    const times = schedule(late).map((time) => time - 24 * 60);
    expect(times).toEqual([0, 2, 6, 14, 30, 62, 122, 182, 242, 300]);
  });

  test('counts the time to wait from the provider’s clock where it tells, as outcomes do', () => {
    const hourAgo = joinEvents([told('sent', 0, { occurredAt: at(-hour) })]);
    expect(schedule(hourAgo).at(-1)).toBe(240);
  });
});

test('a longer validity period is waited for', () => {
  const times = schedule(joinEvents([told('sent')]), { receipts: { validityMs: 48 * hour } });
  expect(times.at(-1)).toBe(49 * 60);
});

test('a check that came late is not made up for: the next one is farther off', () => {
  const policy = createCheckPolicy();
  const message = joinEvents([told('sent')]);
  expect(policy.nextCheckAt(message, new Date(start + 40 * minute), () => 0)).toBe(at(82 * minute));
  expect(policy.nextCheckAt(message, new Date(start + 9 * hour), () => 0)).toBeNull();
});

test('a clock that is behind the one that heard of the message asks no more often than one that is as far ahead', () => {
  const policy = createCheckPolicy();
  const message = joinEvents([told('sent')]);
  expect(policy.nextCheckAt(message, new Date(start - 1_000), () => 0)).toBe(at(2 * minute));
  let asked = 0;
  let next: string | null = at(-24 * hour);
  while (next !== null && next < at(0)) {
    asked += 1;
    next = policy.nextCheckAt(message, new Date(next), () => 0);
  }
  expect(asked).toBeLessThanOrEqual(26);
});

test('a provider’s clock that is years ahead does not make for checks for years', () => {
  const ahead = joinEvents([told('sent', 0, { occurredAt: at(20 * 365 * 24 * hour) })]);
  expect(schedule(ahead).at(-1)).toBe(300);
});

describe('after a check that failed', () => {
  const policy = createCheckPolicy();

  /** When a message would be asked about again and again, if every check failed, in hours. */
  function failures(message: MessageState, hours: number): number[] {
    const times: number[] = [];
    let next: string | null = policy.checkAt(message) ?? at(0);
    while (next !== null && Date.parse(next) < start + hours * hour) {
      times.push((Date.parse(next) - start) / hour);
      next = policy.retryAt(message, new Date(next), () => 0);
    }
    return times;
  }

  test.for([
    ['sent', [told('sent')]],
    ['queued', [told('queued')]],
    ['delivered, made due by the list', [told('delivered')]],
    ['contradictory', [told('delivered'), told('undelivered')]],
  ] as const)('a message is never given up, and asked about ever less often: %s', ([, events]) => {
    const times = failures(joinEvents([...events]), 365 * 24);
    expect(times.at(-1)).toBeGreaterThan(300 * 24);
    expect(times.filter((time) => time < 29).length).toBeLessThan(30);
    expect(times.length).toBeLessThan(80);
    const waits = times.map((time, index) => time - (times[index - 1] ?? time));
    expect(Math.min(...waits.slice(1))).toBeGreaterThanOrEqual(2 / 60 - 1e-9);
  });
});

test('any policy, any luck: checks come at intervals of at least the first wait, end at the deadline, and jitter never adds one', () => {
  const options = fc.record({
    afterSentMs: fc.integer({ min: 1_000, max: hour }),
    longestMs: fc.integer({ min: hour, max: 24 * hour }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    receipts: fc.record({
      validityMs: fc.integer({ min: 0, max: 48 * hour }),
      graceMs: fc.integer({ min: 0, max: hour }),
    }),
  });
  const message = joinEvents([told('sent')]);
  fc.assert(
    fc.property(options, fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (policy, chances) => {
      const times = schedule(message, policy, () => chances.next().value ?? 0);
      const steady = schedule(message, policy);
      const { validityMs, graceMs } = policy.receipts;
      const deadline = (validityMs + graceMs) / minute;
      expect(times.length).toBeLessThanOrEqual(steady.length);
      expect(times.length).toBeLessThan(200_000);
      const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
      for (const gap of gaps.slice(0, -1)) expect(gap).toBeGreaterThanOrEqual(policy.afterSentMs / minute - 1e-6);
      if (times.length > 1) expect(times.at(-1)).toBeCloseTo(deadline, 4);
    }),
    { numRuns: 200 },
  );
});

test.for<[string, object]>([
  ['knows no option after', { after: 5 }],
  ['createCheckPolicy receipts knows no option validity', { receipts: { validity: 5 } }],
  ['afterSentMs must be', { afterSentMs: 0 }],
  ['afterSentMs must be', { afterSentMs: 2 * hour }],
  ['receipts.validityMs must be', { receipts: { validityMs: -1 } }],
  ['jitter must be', { jitter: Number.NaN }],
])('options that are wrong: %s', ([message, options]) => {
  expect(() => createCheckPolicy(options)).toThrow(message);
});

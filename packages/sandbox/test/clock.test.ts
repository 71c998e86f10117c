import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScheduler } from '../src/clock/scheduler.ts';
import { createSystemClock } from '../src/clock/system-clock.ts';
import { createTimerQueue } from '../src/clock/timer-queue.ts';
import { createManualClock } from '../src/index.ts';

test('timers come in the order of their time, those of one instant as they were set, and no cancelled one comes', () => {
  const timer = fc.record({ at: fc.nat(20), cancel: fc.boolean() });
  fc.assert(
    fc.property(fc.array(timer), (given) => {
      const queue = createTimerQueue();
      const kept: [number, number][] = [];
      for (const [order, { at, cancel }] of given.entries()) {
        const added = queue.add(at, () => {});
        if (cancel) queue.cancel(added);
        else kept.push([at, order]);
      }
      const taken: [number, number][] = [];
      for (let next = queue.take(); next !== null; next = queue.take()) taken.push([next.at, next.order]);
      expect(taken).toEqual(kept.sort(([a, i], [b, j]) => a - b || i - j));
    }),
  );
});

describe('the manual clock', () => {
  test('stands still until it is advanced, and calls back at the right time', () => {
    const clock = createManualClock({ startAt: '2026-03-17T00:00:00Z' });
    const start = Date.parse('2026-03-17T00:00:00Z');
    const calls: [string, number][] = [];
    clock.setTimeout(() => {
      calls.push(['second', clock.now() - start]);
      clock.setTimeout(() => calls.push(['third', clock.now() - start]), 5);
    }, 20);
    clock.setTimeout(() => calls.push(['first', clock.now() - start]), 10);
    clock.clearTimeout(clock.setTimeout(() => calls.push(['never', 0]), 10));
    expect(clock.nextTimer()).toBe(start + 10);
    clock.advance(9);
    expect(calls).toEqual([]);
    clock.advance(100);
    expect(calls).toEqual([
      ['first', 10],
      ['second', 20],
      ['third', 25],
    ]);
    expect(clock.now() - start).toBe(109);
    expect(clock.nextTimer()).toBeNull();
  });
});

describe('the system clock', () => {
  test('calls back by itself', async () => {
    const clock = createSystemClock();
    const before = clock.now();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 20));
    expect(clock.now()).toBeGreaterThanOrEqual(before + 20);
  });

  test('can be pushed ahead, and runs on from there', () => {
    const clock = createSystemClock();
    const calls: string[] = [];
    clock.setTimeout(() => calls.push('in an hour'), 3_600_000);
    clock.setTimeout(() => calls.push('in two'), 7_200_000);
    const before = clock.now();
    clock.advance(3_600_000);
    expect(calls).toEqual(['in an hour']);
    expect(clock.now()).toBeGreaterThanOrEqual(before + 3_600_000);
    clock.advance(3_600_000);
    expect(calls).toEqual(['in an hour', 'in two']);
  });
});

test('a scheduler drops what is its own and nothing else', () => {
  const clock = createManualClock();
  const scheduler = createScheduler(clock);
  const calls: string[] = [];
  clock.setTimeout(() => calls.push('somebody else'), 10);
  scheduler.after(10, () => calls.push('dropped'));
  scheduler.cancelAll();
  scheduler.after(10, () => calls.push('after'));
  clock.advance(10);
  expect(calls).toEqual(['somebody else', 'after']);
});

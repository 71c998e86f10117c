import { assertKnownOptions } from '@statuswire/contracts';
import type { AdvanceableClock } from './clock.ts';
import { createTimerQueue, type QueuedTimer } from './timer-queue.ts';

/** Where a manual clock starts. */
export interface ManualClockOptions {
  /** A `Date` or ISO 8601. @default '2026-01-01T00:00:00Z' */
  readonly startAt?: Date | string;
}

/** Makes a clock that stands still until it is advanced: for tests that do not want to wait. */
export function createManualClock(options: ManualClockOptions = {}): AdvanceableClock {
  assertKnownOptions('createManualClock', options, ['startAt']);
  const timers = createTimerQueue();
  let time = new Date(options.startAt ?? '2026-01-01T00:00:00Z').getTime();
  return {
    now: () => time,
    setTimeout: (callback, milliseconds) => timers.add(time + Math.max(milliseconds, 0), callback),
    clearTimeout: (handle) => timers.cancel(handle as QueuedTimer),
    nextTimer: () => timers.first()?.at ?? null,
    advance(milliseconds) {
      const target = time + milliseconds;
      for (let next = timers.first(); next !== null && next.at <= target; next = timers.first()) {
        timers.take();
        time = Math.max(time, next.at);
        next.callback();
      }
      time = target;
    },
  };
}

import type { AdvanceableClock } from './clock.ts';
import { createTimerQueue, type QueuedTimer } from './timer-queue.ts';

// Node calls back at once where a delay does not fit into 32 bits.
const longestWait = 2 ** 31 - 1;

/** Makes a clock that runs with the machine's, and can be pushed ahead of it. */
export function createSystemClock(): AdvanceableClock {
  const timers = createTimerQueue();
  let ahead = 0;
  let alarm: NodeJS.Timeout | undefined;
  const now = (): number => Date.now() + ahead;

  function fireDue(): void {
    const time = now();
    for (let next = timers.first(); next !== null && next.at <= time; next = timers.first()) {
      timers.take();
      next.callback();
    }
    rearm();
  }

  function rearm(): void {
    clearTimeout(alarm);
    const next = timers.first();
    alarm = next === null ? undefined : setTimeout(fireDue, Math.min(Math.max(next.at - now(), 0), longestWait));
  }

  return {
    now,
    setTimeout(callback, milliseconds) {
      const timer = timers.add(now() + Math.max(milliseconds, 0), callback);
      if (timers.first() === timer) rearm();
      return timer;
    },
    clearTimeout(handle) {
      timers.cancel(handle as QueuedTimer);
      // A cancelled timer must not keep the process alive.
      if (timers.first() === null) rearm();
    },
    nextTimer: () => timers.first()?.at ?? null,
    advance(milliseconds) {
      ahead += milliseconds;
      fireDue();
    },
  };
}

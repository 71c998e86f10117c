import type { SandboxClock, TimerHandle } from './clock.ts';

/** Timers on a clock that can all be dropped at once. */
export interface Scheduler {
  after(milliseconds: number, callback: () => void): void;
  cancelAll(): void;
}

/** Makes a scheduler, so that a reset or a close leaves nothing behind on a clock that may be somebody else's. */
export function createScheduler(clock: SandboxClock): Scheduler {
  const pending = new Set<TimerHandle>();
  return {
    after(milliseconds, callback) {
      const handle = clock.setTimeout(() => {
        pending.delete(handle);
        callback();
      }, milliseconds);
      pending.add(handle);
    },
    cancelAll() {
      for (const handle of pending) clock.clearTimeout(handle);
      pending.clear();
    },
  };
}

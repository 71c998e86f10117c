/** A timer that a clock has given out. */
export type TimerHandle = unknown;

/** The time that the lives of messages run on. Real by default; a test can hand in one that it drives itself. */
export interface SandboxClock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Calls back once, `milliseconds` from now. */
  setTimeout(callback: () => void, milliseconds: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** A clock that can be pushed forward. */
export interface AdvanceableClock extends SandboxClock {
  /** When the next timer is due, in milliseconds since 1970; `null` where none is set. */
  nextTimer(): number | null;
  /** Moves the time on, and calls back every timer that becomes due, in order. */
  advance(milliseconds: number): void;
}

/** Whether a clock can be pushed forward. */
export function isAdvanceable(clock: SandboxClock): clock is AdvanceableClock {
  return 'advance' in clock && 'nextTimer' in clock;
}

/** A time in which something is left alone, by our clock. */
export interface Pause {
  /** When it ends, in milliseconds since 1970; `null` where there is none now. */
  until(): number | null;
  /** Lasts so many milliseconds from now on, where it would end sooner. Returns whether that made it longer. */
  extend(milliseconds: number): boolean;
}

/** Makes a pause that has not begun. A clock that is set back to before it began ends it: else it could last for years. */
export function createPause(now: () => Date): Pause {
  let since = 0;
  let end = 0;

  function until(): number | null {
    const at = now().getTime();
    return at >= since && at < end ? end : null;
  }

  return {
    until,
    extend(milliseconds) {
      const at = now().getTime();
      if (at + milliseconds <= (until() ?? at)) return false;
      since = at;
      end = at + milliseconds;
      return true;
    },
  };
}

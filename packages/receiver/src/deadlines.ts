// Every request gets the same time, so they run out of it in the order in which they began, and one timer, for the first
// of them, does for all. A timer for each costs more than to check the signature does; docs/performance.md has the figures.

/** Something under way that may not take for ever. */
export interface Deadline {
  /** When its time is over, by `performance.now()`. */
  readonly at: number;
  /** Called once where it has not ended by then. */
  readonly expire: () => void;
}

/** Watches over everything that is under way. Keeps the process running only while something is. */
export interface Deadlines {
  start(expire: () => void): Deadline;
  end(deadline: Deadline): void;
}

/** Watches that nothing takes longer than `milliseconds`. */
export function createDeadlines(milliseconds: number): Deadlines {
  // In the order of their beginning: a Set keeps it, and forgets one out of the middle in no time.
  const underWay = new Set<Deadline>();
  let timer: NodeJS.Timeout | null = null;

  function onTimer(): void {
    timer = null;
    const now = performance.now();
    for (const deadline of underWay) {
      if (deadline.at > now) {
        timer = setTimeout(onTimer, Math.ceil(deadline.at - now));
        return;
      }
      underWay.delete(deadline);
      deadline.expire();
    }
  }

  return {
    start(expire) {
      const deadline = { at: performance.now() + milliseconds, expire };
      underWay.add(deadline);
      if (timer === null) timer = setTimeout(onTimer, milliseconds);
      else if (underWay.size === 1) timer.ref();
      return deadline;
    },
    end(deadline) {
      if (underWay.delete(deadline) && underWay.size === 0) timer?.unref();
    },
  };
}

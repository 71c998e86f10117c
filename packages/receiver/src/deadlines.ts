// Every request gets the same time, so they run out of it in the order in which they began, and one timer, for the first
// of them, does for all. A timer for each costs more than to check the signature does; docs/performance.md has the figures.

/** Something under way that may not take for ever, among its neighbours in the order in which they began. */
export class Deadline {
  /** When its time is over, by `performance.now()`. */
  readonly at: number;
  /** Called once where it has not ended by then. */
  expire: (() => void) | null;
  // Its own neighbour on both sides before it begins and once it has ended.
  before: Deadline = this;
  after: Deadline = this;

  constructor(at: number, expire: (() => void) | null) {
    this.at = at;
    this.expire = expire;
  }
}

/** Watches over everything that is under way. Keeps the process running only while something is. */
export interface Deadlines {
  start(expire: () => void): Deadline;
  end(deadline: Deadline): void;
}

// What has ended leads nowhere any more. A Set's old table, once the garbage collector takes it for old, would hold what was in
// it and lead to the next table, and so each request would live until the whole heap is collected.
function remove(deadline: Deadline): void {
  deadline.before.after = deadline.after;
  deadline.after.before = deadline.before;
  deadline.before = deadline;
  deadline.after = deadline;
  deadline.expire = null;
}

/** Watches that nothing takes longer than `milliseconds`. */
export function createDeadlines(milliseconds: number): Deadlines {
  // Ahead of the first and behind the last of those under way, in the order of their beginning.
  const ends = new Deadline(Number.POSITIVE_INFINITY, null);
  let timer: NodeJS.Timeout | null = null;

  function onTimer(): void {
    timer = null;
    const now = performance.now();
    for (let first = ends.after; first !== ends; first = ends.after) {
      if (first.at > now) {
        timer = setTimeout(onTimer, Math.ceil(first.at - now));
        return;
      }
      const { expire } = first;
      remove(first);
      expire?.();
    }
  }

  return {
    start(expire) {
      const deadline = new Deadline(performance.now() + milliseconds, expire);
      const last = ends.before;
      deadline.before = last;
      deadline.after = ends;
      last.after = deadline;
      ends.before = deadline;
      if (timer === null) timer = setTimeout(onTimer, milliseconds);
      else if (last === ends) timer.ref();
      return deadline;
    },
    end(deadline) {
      if (deadline.expire === null) return;
      remove(deadline);
      if (ends.after === ends) timer?.unref();
    },
  };
}

/** Lets at most so many pieces of work run at once; the others wait in the order in which they came. */
export interface ConcurrencyLimit {
  /** Runs the work when there is room. Where the signal says stop while it still waits, it never runs: resolves `null`. */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result | null>;
}

/** Makes a limit. */
export function createConcurrencyLimit(most: number): ConcurrencyLimit {
  const waiting = new Set<() => void>();
  let running = 0;

  function entered(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return Promise.resolve(false);
    if (running < most) {
      running += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const leave = () => {
        waiting.delete(enter);
        resolve(false);
      };
      // The place is handed over, not freed: nobody can come in between.
      const enter = () => {
        waiting.delete(enter);
        signal?.removeEventListener('abort', leave);
        resolve(true);
      };
      waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    async run(work, signal) {
      if (!(await entered(signal))) return null;
      try {
        return await work();
      } finally {
        const [next] = waiting;
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}

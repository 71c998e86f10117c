import type { Ledger } from '@statuswire/ledger';

/** How often counts are written, in milliseconds. */
const writeEveryMs = 5_000;

/** Counts what was turned away, by reason, in the ledger's tallies. */
export interface RejectionCounts {
  add(reason: string): void;
  /** Writes what is not written yet. */
  stop(): Promise<void>;
}

/**
 * Counts in memory and writes now and then: whoever floods this service with forgeries must not be able to have each of them
 * committed. What was not written when the process dies is lost, which is no more than a figure.
 */
export function createRejectionCounts(ledger: Pick<Ledger, 'tally'>): RejectionCounts {
  const counts = new Map<string, number>();

  async function write(): Promise<void> {
    for (const [reason, amount] of [...counts]) {
      counts.delete(reason);
      try {
        await ledger.tally(`rejected.${reason}`, '', amount);
      } catch {
        // Whoever waits for a callback is told that the database cannot be written; a figure can wait.
        counts.set(reason, (counts.get(reason) ?? 0) + amount);
      }
    }
  }

  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, writeEveryMs);
  timer.unref();

  return {
    add(reason) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    },
    async stop() {
      clearInterval(timer);
      await writing.then(write);
    },
  };
}

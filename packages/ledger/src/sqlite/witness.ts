import type { Connection } from './connection.ts';

/** Knows whether anybody but this store has written to the database, so that what the store remembers holds no longer. */
export interface Witness {
  /** Makes sure of it. To be called within every transaction that uses what is remembered. */
  look(): void;
  /** At the end of a writing transaction, before its commit. */
  end(): void;
  /** Once a writing transaction has ended. */
  settle(committed: boolean): void;
}

/** Makes a witness that calls `forget` when it must not be relied on that all is as it was. */
export function createWitness({ statement }: Connection, forget: () => void): Witness {
  let standing = '';
  let ended = '';

  // The first changes when another connection has committed, the second when anything was written over this one.
  function version(): string {
    const others = statement('PRAGMA data_version').get()?.data_version;
    const own = statement('SELECT total_changes() AS changes').get()?.changes;
    return `${others} ${own}`;
  }

  return {
    look() {
      const now = version();
      if (now === standing) return;
      standing = now;
      forget();
    },
    end() {
      ended = version();
    },
    settle(committed) {
      if (committed) standing = ended;
      else {
        standing = '';
        forget();
      }
    },
  };
}

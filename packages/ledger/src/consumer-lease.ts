import type { LedgerStore } from './ledger-store.ts';
import type { ConsumerPosition, SetAsideNote } from './store-requests.ts';

/** What a lease is made of. */
export interface ConsumerLeaseParts {
  readonly store: LedgerStore;
  readonly now: () => Date;
  readonly name: string;
  /** Who asks: distinct for each consumer that runs. */
  readonly owner: string;
  readonly start: 'beginning' | 'end';
  readonly leaseMs: number;
  readonly onError: (error: unknown) => void;
}

/** A consumer's lease on its position, as far as its owner knows. */
export interface ConsumerLease {
  /** Where the consumer stands; `null` while the lease is another owner's. */
  position(): Promise<ConsumerPosition | null>;
  /** Renews the lease for as long as work goes on under it. */
  keep(): KeptLease;
  /** Moves the position. Resolves `false` where the lease is another owner's by now. */
  advance(cursor: string, setAside: readonly SetAsideNote[]): Promise<boolean>;
  /** Forgets where the consumer stands, so that the store is asked next time. */
  forget(): void;
  giveBack(): Promise<void>;
}

/** A lease that is renewed all the while. */
export interface KeptLease {
  /** Aborts once the lease is another owner's, or ran out by our own clock. */
  readonly lost: AbortSignal;
  /** Whether it ran out meanwhile, as it does while a process stands still: to be asked before each piece of work. */
  ranOut(): boolean;
  /** Ends the renewals; resolves once none is under way. */
  end(): Promise<void>;
}

/** Makes the lease of one consumer; nothing is taken yet. */
export function createConsumerLease(parts: ConsumerLeaseParts): ConsumerLease {
  const { store, now, name, owner, start, leaseMs, onError } = parts;
  let held: { readonly cursor: string | null; readonly renewAt: number; readonly until: number } | null = null;

  async function take(): Promise<ConsumerPosition | null> {
    const at = now().getTime();
    const until = at + leaseMs;
    const position = await store.leaseConsumer({
      name,
      owner,
      now: new Date(at).toISOString(),
      leaseUntil: new Date(until).toISOString(),
      start,
    });
    held = position === null ? null : { cursor: position.cursor, renewAt: at + leaseMs / 3, until };
    return position;
  }

  return {
    // While the lease is fresh nobody else can have moved the position: an idle consumer need not write every time it looks.
    position: async () => (held !== null && now().getTime() < held.renewAt ? held : take()),
    keep() {
      const lost = new AbortController();
      let renewing: Promise<void> | null = null;
      const ranOut = (): boolean => {
        if (held === null || now().getTime() >= held.until) lost.abort();
        return lost.signal.aborted;
      };
      const renewal = setInterval(
        () => {
          if (ranOut() || renewing !== null) return;
          renewing = take()
            .then((renewed) => {
              if (renewed === null) lost.abort();
            }, onError)
            .finally(() => {
              renewing = null;
            });
        },
        Math.max(1, leaseMs / 3),
      );
      return {
        lost: lost.signal,
        ranOut,
        async end() {
          clearInterval(renewal);
          // Else its answer, older than what comes next, would move our idea of the position back, or take the lease again.
          await renewing;
        },
      };
    },
    async advance(cursor, setAside) {
      const advanced = await store.advanceConsumer({ name, owner, cursor, setAside });
      held = advanced && held !== null ? { ...held, cursor } : null;
      return advanced;
    },
    forget() {
      held = null;
    },
    giveBack: () => store.releaseConsumer(name, owner),
  };
}

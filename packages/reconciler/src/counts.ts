import type { Ledger } from '@statuswire/ledger';
import type { CheckOutcome, ReconcilerCounts } from './reconciler-events.ts';

/** What is counted one by one. */
export type Count = Exclude<keyof ReconcilerCounts, 'lagMs'>;

/** Names under which a ledger keeps the counts of all processes, by the hour (`summary().tallies`). */
export const checkTallies = {
  checked: 'check.checked',
  healed: 'check.healed',
  gone: 'check.gone',
  failed: 'check.failed',
  discovered: 'check.discovered',
} as const satisfies Partial<Record<Count, string>>;

/** Counts of this process, and what of them is yet to be told to the ledger. */
export interface Counts {
  add(count: Count, projectId: string, amount?: number): void;
  setLag(milliseconds: number): void;
  current(): ReconcilerCounts;
  /** Adds what was counted since to the ledger's counters. What cannot be written is kept for the next time. */
  tell(ledger: Pick<Ledger, 'tally'>): Promise<void>;
}

const tallied: ReadonlySet<string> = new Set(Object.keys(checkTallies));

/** Makes counts that begin at zero. */
export function createCounts(): Counts {
  const total: Record<Count, number> = {
    checked: 0,
    healed: 0,
    gone: 0,
    failed: 0,
    listed: 0,
    discovered: 0,
    unreadable: 0,
  };
  const untold = new Map<string, { readonly name: string; readonly projectId: string; readonly amount: number }>();
  let lagMs = 0;
  return {
    add(count, projectId, amount = 1) {
      total[count] += amount;
      if (!tallied.has(count) || amount === 0) return;
      const name = checkTallies[count as keyof typeof checkTallies];
      const key = JSON.stringify([name, projectId]);
      untold.set(key, { name, projectId, amount: (untold.get(key)?.amount ?? 0) + amount });
    },
    setLag(milliseconds) {
      lagMs = milliseconds;
    },
    current: () => ({ ...total, lagMs }),
    async tell(ledger) {
      for (const key of [...untold.keys()]) {
        // Looked up only now: while others were written it may have grown, or somebody else may have told it.
        const entry = untold.get(key);
        if (entry === undefined) continue;
        untold.delete(key);
        try {
          await ledger.tally(entry.name, entry.projectId, entry.amount);
        } catch (error) {
          const since = untold.get(key)?.amount ?? 0;
          untold.set(key, { ...entry, amount: entry.amount + since });
          throw error;
        }
      }
    },
  };
}

/** Counts what became of asking about one message. What nobody was asked about, or what was given up, is no failure. */
export function countCheck(counts: Pick<Counts, 'add'>, projectId: string, outcome: CheckOutcome): void {
  switch (outcome.kind) {
    case 'checked':
      counts.add('checked', projectId);
      if (outcome.healed) counts.add('healed', projectId);
      return;
    case 'gone':
      counts.add('gone', projectId);
      return;
    case 'failed':
      // What was only given back was not tried.
      if (outcome.failure.kind !== 'aborted') counts.add('failed', projectId);
      return;
    case 'no_client':
      return;
  }
}

import type { AppendEntry, LedgerStore } from '@statuswire/ledger/store';

/** Goes around a commit: sees what is in it, lets it be, and hands on what came of it. */
export type AroundCommit = <Result>(entries: readonly AppendEntry[], commit: () => Promise<Result>) => Promise<Result>;

/** A store whose commits of events are watched. */
export function observeCommits(store: LedgerStore, around: readonly AroundCommit[]): LedgerStore {
  return {
    ...store,
    append: (entries, options) =>
      around.reduceRight<() => ReturnType<LedgerStore['append']>>(
        (commit, each) => () => each(entries, commit),
        () => store.append(entries, options),
      )(),
  };
}

/** Tells how many events a commit had and how long it took. */
export function timeCommits(
  tell: (events: number, seconds: number, result: 'committed' | 'failed') => void,
): AroundCommit {
  return async (entries, commit) => {
    const startedAt = performance.now();
    const done = (result: 'committed' | 'failed') =>
      tell(entries.length, (performance.now() - startedAt) / 1_000, result);
    try {
      const results = await commit();
      done('committed');
      return results;
    } catch (error) {
      done('failed');
      throw error;
    }
  };
}

import { StatusWireError } from '@statuswire/contracts';

/** Bounds of a group commit. */
export interface GroupCommitLimits {
  /** Most items waiting or being written. */
  readonly maxQueued: number;
  /** Most characters of them. */
  readonly maxQueuedCharacters: number;
  /** Most items of one commit. */
  readonly maxBatch: number;
  /** Longest that an item may wait, in milliseconds. */
  readonly deadlineMs: number;
}

/** How full a group commit is, and how much it has done. */
export interface GroupCommitPressure {
  readonly queued: number;
  readonly queuedCharacters: number;
  readonly commits: number;
  readonly committed: number;
}

/** Writes items one commit at a time; what arrives while a commit is under way shares the next. */
export interface GroupCommit<Item, Result> {
  /** Resolves once the item's commit is durable. Rejects as its batch did, or `STATUSWIRE_OVERLOADED`, or `STATUSWIRE_CLOSED`. */
  submit(item: Item, characters: number): Promise<Result>;
  pressure(): GroupCommitPressure;
  /** Refuses what comes from now on; resolves once what was taken is settled. */
  close(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly characters: number;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  settled: boolean;
}

// A batch that fails is cut in halves until what cannot be stored stands alone. Should so many writes fail one after the
// other, nothing can be stored, and that has been seen.
const maxFailuresInARow = 64;

/** Makes a group commit over `write`, which writes a batch as a whole or rejects, leaving nothing of it. */
export function createGroupCommit<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: GroupCommitLimits,
): GroupCommit<Item, Result> {
  type Entry = Waiting<Item, Result>;
  let queue: Entry[] = [];
  let writing: readonly Entry[] = [];
  let characters = 0;
  let count = 0;
  let commits = 0;
  let committed = 0;
  let scheduled = false;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  const drained: (() => void)[] = [];

  function settle(entry: Entry, act: () => void): void {
    if (entry.settled) return;
    entry.settled = true;
    act();
  }

  function schedule(): void {
    if (scheduled || writing.length > 0 || queue.length === 0) return;
    scheduled = true;
    // After the I/O that is ready now: whatever came in with it shares the commit.
    setImmediate(() => {
      scheduled = false;
      void commit();
    });
  }

  async function commit(): Promise<void> {
    expire();
    writing = queue.slice(0, limits.maxBatch);
    queue = queue.slice(writing.length);
    if (writing.length > 0) await writeInParts(writing, { left: maxFailuresInARow });
    for (const entry of writing) release(entry);
    writing = [];
    rearm();
    if (queue.length > 0) schedule();
    else for (const resolve of drained.splice(0)) resolve();
  }

  function release(entry: Entry): void {
    count -= 1;
    characters -= entry.characters;
  }

  async function writeInParts(entries: readonly Entry[], budget: { left: number }): Promise<void> {
    try {
      const results = await write(entries.map(({ item }) => item));
      budget.left = maxFailuresInARow;
      commits += 1;
      committed += entries.length;
      entries.forEach((entry, index) => {
        settle(entry, () => entry.resolve(results[index] as Result));
      });
    } catch (error) {
      budget.left -= 1;
      if (entries.length === 1 || isAboutTheStore(error) || budget.left <= 0) {
        for (const entry of entries) settle(entry, () => entry.reject(error));
        return;
      }
      const middle = entries.length >>> 1;
      await writeInParts(entries.slice(0, middle), budget);
      await writeInParts(entries.slice(middle), budget);
    }
  }

  function expire(): void {
    const bound = performance.now() - limits.deadlineMs;
    for (const entry of writing) if (entry.since <= bound) settle(entry, () => entry.reject(late()));
    let expired = 0;
    for (const entry of queue) {
      if (entry.since > bound) break;
      settle(entry, () => entry.reject(late()));
      release(entry);
      expired += 1;
    }
    // Out of the queue, so that what its sender was told to send again is not written behind its back.
    if (expired > 0) queue = queue.slice(expired);
  }

  function rearm(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const first = writing.find((entry) => !entry.settled) ?? queue[0];
    if (first === undefined) return;
    timer = setTimeout(
      () => {
        expire();
        rearm();
      },
      Math.max(1, first.since + limits.deadlineMs - performance.now()),
    );
  }

  return {
    submit(item, size) {
      if (closed) {
        return Promise.reject(new StatusWireError('STATUSWIRE_CLOSED', 'The ledger is closed and takes nothing more.'));
      }
      if (count >= limits.maxQueued || (count > 0 && characters + size > limits.maxQueuedCharacters)) {
        return Promise.reject(full());
      }
      return new Promise<Result>((resolve, reject) => {
        queue.push({ item, characters: size, since: performance.now(), resolve, reject, settled: false });
        count += 1;
        characters += size;
        if (timer === null) rearm();
        schedule();
      });
    },
    pressure: () => ({ queued: count, queuedCharacters: characters, commits, committed }),
    close() {
      closed = true;
      if (count === 0) return Promise.resolve();
      return new Promise((resolve) => drained.push(resolve));
    },
  };
}

function isAboutTheStore(error: unknown): boolean {
  return (
    error instanceof StatusWireError &&
    (error.code === 'STATUSWIRE_UNAVAILABLE' ||
      error.code === 'STATUSWIRE_CLOSED' ||
      error.code === 'STATUSWIRE_NOT_MIGRATED')
  );
}

function full(): StatusWireError {
  return new StatusWireError(
    'STATUSWIRE_OVERLOADED',
    'The ledger has as much waiting as it may hold: its store is slower than what comes in. Answer 503 and let the sender try again.',
  );
}

function late(): StatusWireError {
  return new StatusWireError(
    'STATUSWIRE_OVERLOADED',
    'The record was not durable before its deadline: the store is slower than what comes in. Recording it again is harmless.',
  );
}

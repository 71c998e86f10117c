import type { Connection } from './connection.ts';
import { evidenceLength, type RecordColumns } from './messages.ts';

/** A row, as its columns: texts and numbers, so that nothing that was given out or taken in can change it. */
export interface RecentRow {
  readonly id: number;
  readonly columns: RecordColumns;
}

/**
 * Rows of messages as this store has written them last: the next fact of a message follows within seconds, and finding its
 * row again costs as much as writing it. Trusted only while nobody else has written to the database.
 */
export interface RecentMessages {
  /** At the beginning of a writing transaction: forgets everything if somebody else has written since the last one. */
  begin(): void;
  /** By `messageKey`; `undefined` where it must be looked up. */
  find(messageKey: string): RecentRow | undefined;
  /** What a message has become in this transaction. */
  remember(messageKey: string, row: RecentRow): void;
  /** In this transaction rows were changed that are not told of here. */
  forget(): void;
  /** At the end of a writing transaction, before its commit. */
  end(): void;
  /** Once a transaction has ended: what it wrote stands from now on, or never did. */
  settle(committed: boolean): void;
}

// Those under way at the same time in some seconds of heavy traffic: about 20 MB.
const mostRows = 16_384;
const mostCharacters = 16_777_216;

/** Makes an empty memory of rows. */
export function createRecentMessages({ statement }: Connection): RecentMessages {
  const rows = new Map<string, RecentRow>();
  const written = new Map<string, RecentRow>();
  let characters = 0;
  let unknownChanges = false;
  let standing = '';
  let ended = '';

  // The first changes when another connection has committed, the second when anything was written over this one.
  function version(): string {
    const others = statement('PRAGMA data_version').get()?.data_version;
    const own = statement('SELECT total_changes() AS changes').get()?.changes;
    return `${others} ${own}`;
  }

  function drop(key: string): void {
    const row = rows.get(key);
    if (row === undefined) return;
    rows.delete(key);
    characters -= evidenceLength(row.columns);
  }

  function clear(): void {
    rows.clear();
    characters = 0;
  }

  return {
    begin() {
      written.clear();
      unknownChanges = false;
      if (version() !== standing) clear();
    },
    find: (key) => rows.get(key),
    remember: (key, row) => void written.set(key, row),
    forget() {
      unknownChanges = true;
    },
    end() {
      ended = version();
    },
    settle(committed) {
      if (!committed || unknownChanges) clear();
      if (!committed) {
        written.clear();
        return;
      }
      standing = ended;
      for (const [key, row] of written) {
        drop(key);
        rows.set(key, row);
        characters += evidenceLength(row.columns);
      }
      written.clear();
      // A map keeps the order of insertion: the row that was written longest ago goes first.
      for (const key of rows.keys()) {
        if (rows.size <= mostRows && characters <= mostCharacters) break;
        drop(key);
      }
    },
  };
}

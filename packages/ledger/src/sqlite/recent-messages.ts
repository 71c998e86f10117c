import { evidenceLength, type RecordColumns } from './messages.ts';

/** A row, as its columns: texts and numbers, so that nothing that was given out or taken in can change it. */
export interface RecentRow {
  readonly id: number;
  readonly columns: RecordColumns;
}

/**
 * Rows of messages as this store has written them last: the next fact of a message follows within seconds, and finding its
 * row again costs as much as writing it. Holds while nobody else has written, which a `Witness` tells.
 */
export interface RecentMessages {
  /** By `messageKey`; `undefined` where it must be looked up. */
  find(messageKey: string): RecentRow | undefined;
  /** What a message has become: once that is committed. */
  remember(messageKey: string, row: RecentRow): void;
  clear(): void;
}

// Those under way at the same time in some seconds of heavy traffic: about 20 MB.
const mostRows = 16_384;
const mostCharacters = 16_777_216;

/** Makes an empty memory of rows. */
export function createRecentMessages(): RecentMessages {
  const rows = new Map<string, RecentRow>();
  let characters = 0;

  function drop(key: string): void {
    const row = rows.get(key);
    if (row === undefined) return;
    rows.delete(key);
    characters -= evidenceLength(row.columns);
  }

  return {
    find: (key) => rows.get(key),
    remember(key, row) {
      drop(key);
      rows.set(key, row);
      characters += evidenceLength(row.columns);
      // A map keeps the order of insertion: the row that was written longest ago goes first.
      for (const oldest of rows.keys()) {
        if (rows.size <= mostRows && characters <= mostCharacters) break;
        drop(oldest);
      }
    },
    clear() {
      rows.clear();
      characters = 0;
    },
  };
}

import { evidenceLength, type MessageRow } from './messages.ts';

/**
 * Rows of messages as this store has written them last: the next fact of a message follows within seconds, and finding its
 * row again costs as much as writing it. Holds while nobody else has written, which a `Witness` tells.
 */
export interface RecentMessages {
  /** By `messageKey`; `undefined` where it must be looked up. */
  find(messageKey: string): MessageRow | undefined;
  /** What a message has become: once that is committed. */
  remember(messageKey: string, row: MessageRow): void;
  clear(): void;
}

// Of each half: those under way at the same time in some seconds of heavy traffic. Both together take about 50 MB.
const mostRows = 8_192;
const mostCharacters = 8_388_608;

/** Makes an empty memory of rows. */
export function createRecentMessages(): RecentMessages {
  // In two halves, the older of which goes as a whole: a map from which rows are deleted one by one is slow to find its first.
  let younger = new Map<string, MessageRow>();
  let older = new Map<string, MessageRow>();
  let characters = 0;

  return {
    find: (key) => younger.get(key) ?? older.get(key),
    remember(key, row) {
      const before = younger.get(key);
      characters += evidenceLength(row.columns) - (before === undefined ? 0 : evidenceLength(before.columns));
      younger.set(key, row);
      if (younger.size < mostRows && characters < mostCharacters) return;
      older = younger;
      younger = new Map();
      characters = 0;
    },
    clear() {
      younger = new Map();
      older = new Map();
      characters = 0;
    },
  };
}

import { type AwaitedMessages, createAwaitedMessages } from './awaited.ts';
import type { Connection } from './connection.ts';
import type { DayChange } from './day-page.ts';
import { createDayPages, type DayPages } from './day-pages.ts';
import { awaitedOf, type MessageRow } from './messages.ts';
import { createRecentMessages, type RecentMessages } from './recent-messages.ts';
import { createSeriesIndex, type SeriesIndex } from './series.ts';
import { createWitness } from './witness.ts';

/** What a store remembers of its tables. Everything in it can be read again; nothing in it is ahead of what is committed. */
export interface Memory {
  readonly index: SeriesIndex;
  readonly recent: Pick<RecentMessages, 'find'>;
  readonly awaited: Pick<AwaitedMessages, 'since'>;
  readonly pages: Pick<DayPages, 'between' | 'sumOf'>;
  /** Forgets what may have changed behind the store's back. At the beginning of a transaction that uses any of it. */
  look(): void;
  /** What the transaction makes of a message. */
  wroteMessage(messageKey: string, row: MessageRow): void;
  /** What it adds to a day, and the day's version after that. */
  wroteDay(day: number, version: number, changes: readonly DayChange[]): void;
  /** It changes messages without telling which. */
  wroteElsewhere(): void;
  /** At the end of a writing transaction, before its commit. */
  end(): void;
  /** Once it has ended: what it wrote stands from now on, or never did. */
  settle(committed: boolean): void;
}

/** Makes a memory that has read nothing. */
export function createMemory(connection: Connection): Memory {
  const index = createSeriesIndex(connection);
  const recent = createRecentMessages();
  const awaited = createAwaitedMessages(connection);
  const pages = createDayPages(connection);
  const forgetMessages = () => {
    recent.clear();
    awaited.clear();
  };
  const witness = createWitness(connection, forgetMessages);
  let messages = new Map<string, MessageRow>();
  let days: { readonly day: number; readonly version: number; readonly changes: readonly DayChange[] }[] = [];
  let elsewhere = false;

  function begin(): void {
    messages = new Map();
    days = [];
    elsewhere = false;
  }

  return {
    index,
    recent,
    awaited,
    pages,
    look() {
      begin();
      witness.look();
    },
    wroteMessage: (messageKey, row) => void messages.set(messageKey, row),
    wroteDay: (day, version, changes) => void days.push({ day, version, changes }),
    wroteElsewhere() {
      elsewhere = true;
    },
    end: witness.end,
    settle(committed) {
      index.settle(committed);
      witness.settle(committed);
      if (!committed) return;
      if (elsewhere) forgetMessages();
      for (const [messageKey, row] of messages) {
        recent.remember(messageKey, row);
        awaited.remember(row.id, () => awaitedOf(row.columns));
      }
      for (const { day, version, changes } of days) pages.change(day, version, changes);
      begin();
    },
  };
}

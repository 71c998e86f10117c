import type { EventRecord } from '../event-record.ts';
import type { FigureChange, MessageRecord } from '../figures.ts';
import type { LedgerStore } from '../ledger-store.ts';

/** Looks at a store's tables past the store: with the database's own client, never with the store's code. */
export interface StoreReader {
  /** The event log, in order of the feed. */
  events(): Promise<readonly { readonly cursor: string; readonly record: EventRecord }[]>;
  /** The messages, in any order. */
  messages(): Promise<readonly MessageRecord[]>;
  /** The figures by hour (activity by minute), in any order. */
  figures(): Promise<readonly FigureChange[]>;
  /** The same by day, `hour` being the first of the day, without activity; `null` where the store keeps none. */
  dailyFigures(): Promise<readonly FigureChange[] | null>;
}

/** A store on tables of its own, with what a case needs besides. */
export interface StoreUnderTest {
  /** On fresh tables, migrated. */
  readonly store: LedgerStore;
  readonly reader: StoreReader;
  /** One more store on the same tables, over a connection of its own where there are connections: another process. */
  another(): Promise<LedgerStore>;
  /** Closes all of it, connections included. */
  close(): Promise<void>;
}

/** How to get a store to prove. */
export interface StoreSubject {
  open(): Promise<StoreUnderTest>;
  /**
   * A store on a database without tables, and how to close it. `null` declares that the store has no tables to migrate;
   * the cases about migration then have nothing to prove.
   */
  readonly openUnmigrated: (() => Promise<{ readonly store: LedgerStore; close(): Promise<void> }>) | null;
  /** Random runs per case that takes chances. @default 25 */
  readonly runs?: number;
}

/** One promise of a store, proved or broken. */
export interface StoreConformanceCase {
  readonly name: string;
  /** Rejects with an `AssertionError` where the store breaks the promise. */
  run(subject: StoreSubject): Promise<void>;
}

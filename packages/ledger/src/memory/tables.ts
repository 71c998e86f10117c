import type { FigureChange } from '../figures.ts';
import type { QuarantinedDelivery } from '../quarantine.ts';
import type { SetAsideNote } from '../store-requests.ts';

/** A message's next check. */
export interface CheckSchedule {
  readonly nextCheckAt: string | null;
  readonly attempts: number;
  readonly gone: boolean;
  readonly lease: { readonly owner: string; readonly until: string } | null;
}

/** A row of the messages: `record` is a `MessageRecord` as JSON, since what a store gives out must not alias what it keeps. */
export interface MemoryMessage {
  readonly id: number;
  readonly record: string;
  readonly check: CheckSchedule;
}

/** A row of the event log: `record` is an `EventRecord` as JSON. */
export interface MemoryEvent {
  readonly sequence: number;
  readonly messageKey: string;
  readonly record: string;
}

/** A consumer's position and lease. */
export interface MemoryConsumer {
  readonly cursor: string | null;
  readonly lease: { readonly owner: string; readonly until: string } | null;
}

/** The tables of a memory store: its handle, which outlives the store as a database outlives a connection. */
export interface MemoryTables {
  /** By `messageKey`. */
  readonly messages: Map<string, MemoryMessage>;
  /** By `messageKey` and event key, with a space between; in order of the feed. */
  readonly events: Map<string, MemoryEvent>;
  /** By `messageKey`: the keys of its rows in `events`. */
  readonly eventsOfMessage: Map<string, Set<string>>;
  /** By sequence: the keys of the rows in `events`. Grows at the end only; a pruned row leaves `null`. */
  readonly feed: (string | null)[];
  /** By `figureKey`. */
  readonly figures: Map<string, FigureChange>;
  /** By hour, project and name, as JSON. */
  readonly tallies: Map<string, number>;
  /** By project. */
  readonly lastCallbackAt: Map<string, string>;
  readonly quarantine: Map<string, QuarantinedDelivery>;
  readonly consumers: Map<string, MemoryConsumer>;
  /** The last ids given out. */
  readonly last: { message: number };
  /** By consumer, then by sequence. */
  readonly setAside: Map<string, Map<number, SetAsideNote>>;
}

/** Empty tables. */
export function createMemoryTables(): MemoryTables {
  return {
    messages: new Map(),
    events: new Map(),
    eventsOfMessage: new Map(),
    feed: [],
    figures: new Map(),
    tallies: new Map(),
    lastCallbackAt: new Map(),
    quarantine: new Map(),
    consumers: new Map(),
    last: { message: 0 },
    setAside: new Map(),
  };
}

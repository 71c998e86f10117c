import type { StatusEvent } from '@statuswire/contracts';
import type { AppendEntry } from './append-plan.ts';
import type { Provenance } from './event-record.ts';
import type { Amounts, Series } from './figures.ts';
import type { LatencyClock, LatencyMeasure } from './latency.ts';
import type { MessageFilter, MessageSort } from './message-filter.ts';
import type { MessageIdentity } from './message-identity.ts';
import type { MessageState } from './message-state.ts';
import type { QuarantinedDelivery, QuarantineEntry, QuarantineState } from './quarantine.ts';

/**
 * Where a ledger keeps its record. `@statuswire/ledger/testing` holds the cases that prove a store; every promise below
 * has one.
 *
 * Promises of every method:
 *
 * - **The handle is the user's.** A store takes an open one, never opens or closes it, creates and
 *   configures nothing outside `migrate`, reads no environment and prints nothing. After `close` every method throws `STATUSWIRE_CLOSED`; before
 *   `migrate`, on tables that are missing or older than the code, `STATUSWIRE_NOT_MIGRATED`.
 * - **Unavailable is said so.** Where the database is locked, full, gone or refuses a connection, a method rejects with
 *   `STATUSWIRE_UNAVAILABLE`, the database's own error as `cause`, and a text that says what to do. The text holds no
 *   number, id or message text. Any other error of `append` means that something in the batch cannot be stored.
 * - **Any string survives.** Ids, numbers, texts and keys may hold NUL, lone surrogates and any other UTF-16 unit, and come
 *   back as they were. `encodeText` and JSON (which escapes both) turn them into what any database takes.
 * - **Keys are long.** An event key is ASCII of up to 5,200 characters, a message key up to 2,551; project and message ids
 *   and error codes have up to 255 UTF-16 units. Where an index cannot take that, index a digest.
 * - **Time comes in.** `now` and every other instant are ISO 8601 UTC with milliseconds, so that string order is time order;
 *   a store asks no clock of its own.
 */
export interface LedgerStore {
  /**
   * Brings the tables to the version that the code needs. Idempotent, in one transaction per version, safe when several
   * processes do it at once. Refuses tables of a newer version than it knows (`STATUSWIRE_NOT_MIGRATED`).
   */
  migrate(): Promise<void>;

  /**
   * Records a batch, all of it or nothing, in one transaction: event log, messages, figures and check schedule change
   * together or not at all. Resolves only once the transaction is durable.
   *
   * - What is written is what `planAppend` says of the rows as they stand in this transaction: nothing another writer
   *   commits between reading and writing may be lost. Of two concurrent batches with the same fact, exactly one inserts.
   * - New facts enter the feed at positions that no reader has passed yet: see `feed`.
   * - Where a message is new or has moved (`MessageChange.moved`), its `nextCheckAt` becomes what `checkAt` says, its
   *   attempts 0, its lease void and `gone` false; otherwise the schedule stays.
   */
  append(entries: readonly AppendEntry[], options: AppendOptions): Promise<readonly AppendResult[]>;

  /** The state of one message; `null` where nothing is recorded of it. */
  message(identity: MessageIdentity): Promise<MessageState | null>;

  /**
   * Every fact recorded of one message, in order of `occurredAt` or, where that is null, `receivedAt`; then of
   * `receivedAt`; then of `key` (see `compareTimeline`).
   */
  timeline(identity: MessageIdentity): Promise<readonly RecordedEvent[]>;

  /**
   * One page of the messages that a filter lets through, in the order asked for; messages of the same millisecond stand in
   * an order of the store's own, which does not change. Paged by key, never by offset: a message whose sort time does not
   * change between two pages is neither left out nor repeated.
   *
   * Looks at a bounded number of messages: a page may be short, or empty, while `next` is not null. Only `next: null` is
   * the end.
   */
  list(query: ListQuery): Promise<Page<MessageState>>;

  /**
   * Figures from rollups, at a cost that hardly depends on the number of messages. They equal at any time a recount of the
   * event log by `figuresOfMessage` and `figuresOfEvent`.
   */
  summary(query: SummaryQuery): Promise<SummaryFigures>;

  /**
   * New facts in the order in which they were recorded, each once, after a cursor. Gap-free: once a reader holds a cursor,
   * nothing ever appears before it. A store whose transactions can commit out of the order of their numbers must assign
   * numbers under a lock that is held until the commit, or hold back what is behind a transaction still open.
   */
  feed(query: FeedQuery): Promise<FeedPage>;

  /** The cursor behind the last fact recorded; `feed` after it yields only what is recorded later. */
  feedEnd(): Promise<string>;

  /**
   * Leases messages whose next check is due: contradictions first, then the longest due.
   * A leased message is given to nobody else until the lease has run out; two concurrent callers never get the same one.
   */
  due(request: DueRequest): Promise<readonly DueMessage[]>;

  /**
   * Ends a lease with the next check, or none. Changes nothing and resolves `false` where the lease is no longer the
   * owner's: it ran out and was taken, or the message moved meanwhile and was planned anew.
   */
  settleCheck(check: SettledCheck): Promise<boolean>;

  /** Plans a message's next check, whatever stood there, and voids any lease. Resolves `false` for an unknown message. */
  planCheck(identity: MessageIdentity, nextCheckAt: string | null): Promise<boolean>;

  /** Keeps deliveries that were signed but could not be read. The same one again counts up, whatever its state. */
  quarantine(entries: readonly QuarantineEntry[]): Promise<readonly { readonly inserted: boolean }[]>;

  /** One page of quarantined deliveries of a state, the earliest first. */
  quarantined(query: QuarantineQuery): Promise<Page<QuarantinedDelivery>>;

  /** One quarantined delivery. */
  quarantinedDelivery(id: string): Promise<QuarantinedDelivery | null>;

  /** Moves a held delivery to where it ended. Resolves `false`, changing nothing, where it is not held. */
  resolveQuarantined(id: string, state: Exclude<QuarantineState, 'held'>, at: string): Promise<boolean>;

  /** Adds to named counters by the hour: what is worth a figure but is no fact about a message (rejections, checks). */
  tally(entries: readonly Tally[]): Promise<void>;

  /**
   * Deletes what is older than asked, at most `limit` messages and as many quarantined deliveries in one transaction, figures included: they equal a
   * recount of what is left. Resolves what it did; call again until `done`.
   */
  prune(request: PruneRequest): Promise<PruneResult>;

  /**
   * Takes or renews the lease on a consumer's position; creates the consumer at `start` where it is new. Resolves `null`
   * while the lease is another owner's.
   */
  leaseConsumer(request: ConsumerLeaseRequest): Promise<ConsumerPosition | null>;

  /**
   * Moves a consumer on and notes what it set aside, in one transaction. Resolves `false`, changing nothing, where the
   * lease is not the owner's any more, whatever the time: whoever took it goes on from the position that is stored. Any
   * whole number of up to 15 digits is a position, before the one that is stored or past the feed's end too: watermarks
   * (`createWatermarks`) are instants.
   */
  advanceConsumer(request: ConsumerAdvance): Promise<boolean>;

  /** Gives a lease back, so that another owner need not wait for it to run out. */
  releaseConsumer(name: string, owner: string): Promise<void>;

  /** What a consumer set aside, in order of the feed. */
  setAside(query: SetAsideQuery): Promise<Page<SetAsideEvent>>;

  /** Forgets what was set aside: handled by other means. Resolves `false` where there is nothing. */
  forgetSetAside(name: string, cursor: string): Promise<boolean>;

  /** Releases what the store itself holds (prepared statements); the handle stays open. */
  close(): Promise<void>;
}

/** One page, and the cursor of the next; cursors are opaque, and a malformed one throws `STATUSWIRE_INVALID_OPTIONS`. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** What `append` needs beyond the batch. */
export interface AppendOptions {
  /** When a message in this state should be checked with SignalWire next; `null` for never. Pure. */
  readonly checkAt: (message: MessageState) => string | null;
}

/** What recording one event came to. */
export interface AppendResult {
  /** The fact was new. Of equal facts in one batch the first is. */
  readonly inserted: boolean;
  /** The message after the whole batch. */
  readonly message: MessageState;
}

/** A fact as the event log holds it: all copies of it merged. */
export interface RecordedEvent extends StatusEvent {
  /** Its position in the feed. */
  readonly cursor: string;
  /** When its last copy was received; `receivedAt` is the first's. */
  readonly lastReceivedAt: string;
  readonly deliveries: { readonly callback: number; readonly rest: number };
  readonly provenance: Provenance | null;
}

/** Which page of which messages. */
export interface ListQuery {
  readonly filter: MessageFilter;
  readonly sort: MessageSort;
  readonly order: 'ascending' | 'descending';
  /** Most items of a page, 1 to 1,000. */
  readonly limit: number;
  readonly after: string | null;
  /** An SMS at `sent` since this instant or before is waited for no longer; see `receiptCutoff`. */
  readonly receiptCutoff: string;
}

/** Which figures. */
export interface SummaryQuery {
  /** Any but `search` and `outcome`: outcomes are made of statuses and `awaited`. Times are whole hours. */
  readonly filter: Omit<MessageFilter, 'search' | 'outcome'>;
  /** How finely `timeline` is cut. */
  readonly interval: 'hour' | 'day';
  /** As in `ListQuery`. */
  readonly receiptCutoff: string;
  /** Callbacks since then are counted one by one in `recentCallbacks`. A whole minute. */
  readonly recentSince: string;
  readonly now: string;
}

/** Messages that are alike, counted. */
export interface SeriesFigures extends Amounts {
  readonly series: Series;
}

/** What rollups say; `createLedger().summary` makes a summary of it. Rows come in any order. */
export interface SummaryFigures {
  /** Per series, over the whole range. Never changed once given out: the same list again says the same figures again. */
  readonly totals: readonly SeriesFigures[];
  /** Per interval (hours or days since 1970, UTC) and status. */
  readonly timeline: readonly {
    readonly bucket: number;
    readonly status: Series['status'];
    readonly messages: number;
  }[];
  /** Per series and interval, the SMS at `sent` that a receipt is still awaited for: sent after `receiptCutoff`. */
  readonly awaited: readonly (SeriesFigures & { readonly bucket: number })[];
  /** Histograms; heeds of the filter only times, project, dialect, kind and number. */
  readonly latencies: readonly {
    readonly measure: LatencyMeasure;
    readonly clock: LatencyClock;
    readonly step: number;
    readonly readings: number;
  }[];
  /** Counters by name over the whole range; heeds of the filter only times and project. */
  readonly tallies: readonly { readonly name: string; readonly amount: number }[];
  /** Deliveries of callbacks whose fact was first received since `recentSince`; heeds of the filter only the project. */
  readonly recentCallbacks: number;
  /** When the last callback was received, ever, whatever was pruned; heeds of the filter only the project. */
  readonly lastCallbackAt: string | null;
  /** Quarantined deliveries that are held, of all projects. */
  readonly quarantined: number;
  /** Messages whose check is due, counted up to 10,000, and since when the longest; of all projects. */
  readonly due: number;
  readonly dueSince: string | null;
}

/** Which part of the feed. */
export interface FeedQuery {
  /** `null` for the beginning. */
  readonly after: string | null;
  /** Most events, 1 to 10,000. */
  readonly limit: number;
}

/** A part of the feed. */
export interface FeedPage {
  readonly events: readonly RecordedEvent[];
  /** Where to go on: behind the last of `events`, or `after` again where there are none. */
  readonly cursor: string;
}

/** Who wants how many messages to check. */
export interface DueRequest {
  readonly now: string;
  /** Who asks: distinct for each process. */
  readonly owner: string;
  readonly leaseUntil: string;
  /** Most messages. */
  readonly limit: number;
}

/** A message to check, leased. */
export interface DueMessage {
  readonly message: MessageState;
  /** Since when it is due. */
  readonly dueAt: string;
  /** Checks settled since the message last moved. */
  readonly attempts: number;
}

/** How a check ended. */
export interface SettledCheck extends MessageIdentity {
  readonly owner: string;
  readonly nextCheckAt: string | null;
  /** SignalWire does not know the message (any more). */
  readonly gone: boolean;
}

/** Which quarantined deliveries. */
export interface QuarantineQuery {
  readonly state: QuarantineState;
  readonly limit: number;
  readonly after: string | null;
}

/** Something to count. */
export interface Tally {
  /** Of a small, fixed set: never text from a request. At most 64 ASCII characters. */
  readonly name: string;
  readonly at: string;
  /** Empty where no project is known. */
  readonly projectId: string;
  readonly amount: number;
}

/** What to delete: each instant is exclusive, and `null` keeps all. */
export interface PruneRequest {
  /** Texts, links to media and provenance of messages last seen before (`eventWithoutTexts`). Their facts and figures stay. */
  readonly textsBefore: string | null;
  /** Messages last seen before, with all their facts and figures. */
  readonly messagesBefore: string | null;
  /** Quarantined deliveries last received before and resolved; held ones stay. */
  readonly quarantineBefore: string | null;
  /** Most messages in one transaction. */
  readonly limit: number;
}

/** What was deleted. */
export interface PruneResult {
  readonly texts: number;
  readonly messages: number;
  readonly events: number;
  readonly quarantined: number;
  /** Nothing is left to delete. */
  readonly done: boolean;
}

/** Who wants a consumer's position. */
export interface ConsumerLeaseRequest {
  /** At most 255 ASCII characters. */
  readonly name: string;
  readonly owner: string;
  readonly now: string;
  readonly leaseUntil: string;
  /** Where a consumer begins that is not known yet. */
  readonly start: 'beginning' | 'end';
}

/** Where a consumer stands. */
export interface ConsumerPosition {
  /** The feed's cursor; `null` for the beginning. */
  readonly cursor: string | null;
}

/** How far a consumer came. */
export interface ConsumerAdvance {
  readonly name: string;
  readonly owner: string;
  readonly cursor: string;
  readonly setAside: readonly SetAsideNote[];
}

/** An event that a consumer could not handle, and why. */
export interface SetAsideNote {
  readonly cursor: string;
  readonly reason: string;
  readonly attempts: number;
  readonly at: string;
}

/** Which events a consumer set aside. */
export interface SetAsideQuery {
  readonly name: string;
  readonly limit: number;
  readonly after: string | null;
}

/** An event that a consumer set aside; `event` is `null` where it was pruned since. */
export interface SetAsideEvent extends SetAsideNote {
  readonly event: RecordedEvent | null;
}

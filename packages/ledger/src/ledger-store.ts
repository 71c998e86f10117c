import type { AppendEntry } from './append-plan.ts';
import type { MessageIdentity } from './message-identity.ts';
import type { MessageState } from './message-state.ts';
import type { QuarantinedDelivery, QuarantineEntry, QuarantineState } from './quarantine.ts';
import type {
  AppendOptions,
  AppendResult,
  ConsumerAdvance,
  ConsumerLeaseRequest,
  ConsumerPosition,
  DueMessage,
  DueRequest,
  FeedPage,
  FeedQuery,
  ListQuery,
  Page,
  PruneRequest,
  PruneResult,
  QuarantineQuery,
  RecordedEvent,
  SetAsideEvent,
  SetAsideQuery,
  SettledCheck,
  SummaryFigures,
  SummaryQuery,
  Tally,
} from './store-requests.ts';

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
   * Every fact recorded of one message, in order of `occurredAt` or, where that is null, `receivedAt`; then of how far the
   * status is along a message's life; then of `receivedAt`; then of `key` (see `compareTimeline`).
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

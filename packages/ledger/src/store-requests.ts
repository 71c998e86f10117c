import type { StatusEvent } from '@statuswire/contracts';
import type { Provenance } from './event-record.ts';
import type { Amounts, Series } from './figures.ts';
import type { LatencyClock, LatencyMeasure } from './latency.ts';
import type { MessageFilter, MessageSort } from './message-filter.ts';
import type { MessageIdentity } from './message-identity.ts';
import type { MessageState } from './message-state.ts';
import type { QuarantineState } from './quarantine.ts';

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

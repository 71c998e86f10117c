import type { NormalizeResult, StatusEvent } from '@statuswire/contracts';
import { StatusWireError } from '@statuswire/contracts';
import type { AppendEntry } from './append-plan.ts';
import { defaultCheckAt } from './check-policy.ts';
import { type ConsumeOptions, type Consumer, type ConsumerHandler, createConsumer } from './consumer.ts';
import { assertStatusEvent } from './event-check.ts';
import type { Provenance } from './event-record.ts';
import { type ExpectedMessage, expectationEvent } from './expectation.ts';
import { createGroupCommit, type GroupCommitPressure } from './group-commit.ts';
import { checkedFilter, type MessageFilter, type MessageSort, messageFilters } from './message-filter.ts';
import type { MessageIdentity } from './message-identity.ts';
import type { MessageState } from './message-state.ts';
import { assertInteger, assertKnownOptions } from './options.ts';
import { defaultReceiptPolicy, type ReceiptPolicy, receiptCutoff } from './outcome.ts';
import { type QuarantinedDelivery, type QuarantineEntry, quarantineId, type UnreadableDelivery } from './quarantine.ts';
import type {
  AppendResult,
  DueMessage,
  FeedPage,
  FeedQuery,
  LedgerStore,
  Page,
  PruneResult,
  QuarantineQuery,
  RecordedEvent,
  SetAsideEvent,
  SetAsideQuery,
  SettledCheck,
} from './store.ts';
import { type Summary, summaryOf } from './summary.ts';
import { createWatermarks, type Watermarks } from './watermark.ts';

/** Options of `createLedger`. */
export interface LedgerOptions {
  /** Where the record is kept; migrated already. The ledger closes it with itself, but not the handle beneath it. */
  readonly store: LedgerStore;
  /** Our clock. @default the system's */
  readonly now?: () => Date;
  /** How long receipts are waited for. @default `defaultReceiptPolicy` */
  readonly receipts?: Partial<ReceiptPolicy>;
  /** When a message that has just moved should be checked with SignalWire. @default `defaultCheckAt` */
  readonly checkAt?: (message: MessageState) => string | null;
  /** Most records waiting or being written; `record` rejects past it. @default 10,000 */
  readonly maxQueued?: number;
  /** Most characters of them, as JSON. @default 67,108,864 */
  readonly maxQueuedCharacters?: number;
  /** Most records of one commit. @default 1,000 */
  readonly maxBatch?: number;
  /** Longest that a record may wait for its commit, in milliseconds. Below the receiver's own deadline. @default 4,000 */
  readonly deadlineMs?: number;
}

const knownOptions = [
  'store',
  'now',
  'receipts',
  'checkAt',
  'maxQueued',
  'maxQueuedCharacters',
  'maxBatch',
  'deadlineMs',
] as const satisfies readonly (keyof LedgerOptions)[];

/** What goes along with an event to record. */
export interface RecordOptions {
  /** What the host knew of the delivery: the verdict on its signature, the raw payload. Kept with the event, pruned with texts. */
  readonly provenance?: Provenance['details'];
}

/** Which page of which messages; by default the 50 first seen last. */
export interface MessageListQuery {
  readonly filter?: MessageFilter;
  /** @default 'firstSeenAt' */
  readonly sort?: MessageSort;
  /** @default 'descending' */
  readonly order?: 'ascending' | 'descending';
  /** Most items of a page, 1 to 1,000. @default 50 */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string | null;
}

/** Which figures. */
export interface SummaryRequest {
  /** Times are widened to whole hours. */
  readonly filter?: Omit<MessageFilter, 'search'>;
  /** How finely the timeline is cut. @default 'hour' up to 14 days, else 'day' */
  readonly interval?: 'hour' | 'day';
  /** How many minutes back callbacks count as recent. @default 5 */
  readonly recentMinutes?: number;
}

/** What to delete: each instant is exclusive; what is left out is kept. */
export interface RetentionRequest {
  /** Texts and raw payloads of messages last seen before. */
  readonly textsBefore?: Date;
  /** Whole messages last seen before, with all their facts and figures. */
  readonly messagesBefore?: Date;
  /** Resolved quarantined deliveries last received before. */
  readonly quarantineBefore?: Date;
}

/** The durable record of what became of every message. Source: docs/ledger.md. */
export interface Ledger extends Watermarks {
  /**
   * Records an event; resolves only once it is durable. Rejects with `STATUSWIRE_OVERLOADED` where too much waits already or
   * the deadline passed, `STATUSWIRE_UNAVAILABLE` where the store cannot be written, `STATUSWIRE_INVALID_OPTIONS` for what
   * is no event, `STATUSWIRE_CLOSED` after `close`. Recording the same event again is harmless, always.
   */
  record(event: StatusEvent, options?: RecordOptions): Promise<AppendResult>;
  /**
   * Tells of a message that was just sent, so that it is looked for even if no callback of it ever comes. Resolves and rejects
   * as `record` does; what callbacks have told already stays. Source: docs/ledger.md, "Expected messages".
   */
  expect(message: ExpectedMessage): Promise<AppendResult>;
  /** The state of one message; `null` where nothing is recorded of it. */
  message(identity: MessageIdentity): Promise<MessageState | null>;
  /** Every fact recorded of one message, the earliest first. */
  timeline(identity: MessageIdentity): Promise<readonly RecordedEvent[]>;
  /** One page of messages. A page may be short though more follow: only `next: null` is the end. */
  list(query?: MessageListQuery): Promise<Page<MessageState>>;
  /** The figures of a dashboard. */
  summary(request?: SummaryRequest): Promise<Summary>;
  /** New facts in the order in which they were recorded, each once, after a cursor, without gaps. */
  feed(query?: Partial<FeedQuery>): Promise<FeedPage>;
  /** The cursor behind the last fact recorded. */
  feedEnd(): Promise<string>;
  /** Calls back after each commit of this process that recorded a new fact; returns how to stop that. */
  onRecorded(listener: () => void): () => void;
  /** Hands every fact of the feed to a handler, at least once, in order per message. Source: docs/ledger.md, "Consumers". */
  consume(name: string, handler: ConsumerHandler, options?: ConsumeOptions): Consumer;
  /** What a consumer set aside. */
  setAside(query: Pick<SetAsideQuery, 'name'> & Partial<SetAsideQuery>): Promise<Page<SetAsideEvent>>;
  /** Forgets what a consumer set aside: handled by other means. */
  forgetSetAside(name: string, cursor: string): Promise<boolean>;
  /** Keeps a delivery that was signed but could not be read. */
  quarantine(delivery: UnreadableDelivery): Promise<{ readonly id: string; readonly inserted: boolean }>;
  /** One page of quarantined deliveries, the earliest first; by default those held. */
  quarantined(query?: Partial<QuarantineQuery>): Promise<Page<QuarantinedDelivery>>;
  /** One quarantined delivery. */
  quarantinedDelivery(id: string): Promise<QuarantinedDelivery | null>;
  /**
   * Reads a held delivery once more and records what comes out. Where it still cannot be read it stays held. `null` where
   * no such delivery is held.
   */
  retryQuarantined(
    id: string,
    decode: (delivery: QuarantinedDelivery) => NormalizeResult | Promise<NormalizeResult>,
  ): Promise<NormalizeResult | null>;
  /** Throws a held delivery away, as looked at. */
  discardQuarantined(id: string): Promise<boolean>;
  /** Leases messages whose check with SignalWire is due. */
  due(request: {
    readonly owner: string;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly DueMessage[]>;
  /** Ends such a lease; `false` where it was lost meanwhile. */
  settleCheck(check: SettledCheck): Promise<boolean>;
  /** Plans a message's next check, or none. */
  planCheck(identity: MessageIdentity, nextCheckAt: string | null): Promise<boolean>;
  /** Adds to a named counter of the current hour. The name is of a small, fixed set, never text from a request. */
  tally(name: string, projectId?: string, amount?: number): Promise<void>;
  /** Deletes what is older than asked, in small transactions. */
  prune(request: RetentionRequest): Promise<Omit<PruneResult, 'done'>>;
  /** How much waits to be written, and how much was. */
  pressure(): GroupCommitPressure;
  /** Stops consumers, refuses what comes from now on, finishes what was taken, closes the store; the handle stays open. */
  close(): Promise<void>;
}

const hourMs = 3_600_000;
const pruneLimit = 500;
const summaryFilters = messageFilters.filter((name) => name !== 'search');

/** Makes a ledger over a store. Throws `STATUSWIRE_INVALID_OPTIONS` for options that are unknown or out of bounds. */
export function createLedger(options: LedgerOptions): Ledger {
  assertKnownOptions('createLedger', options, knownOptions);
  const { store, now = () => new Date(), checkAt = defaultCheckAt } = options;
  const { maxQueued = 10_000, maxQueuedCharacters = 67_108_864, maxBatch = 1_000, deadlineMs = 4_000 } = options;
  const receipts = { ...defaultReceiptPolicy, ...options.receipts };
  assertInteger('maxQueued', maxQueued, 1, 10_000_000);
  assertInteger('maxQueuedCharacters', maxQueuedCharacters, 1, Number.MAX_SAFE_INTEGER);
  assertInteger('maxBatch', maxBatch, 1, 100_000);
  assertInteger('deadlineMs', deadlineMs, 1, 3_600_000);

  const limits = { maxQueued, maxQueuedCharacters, maxBatch, deadlineMs };
  const listeners = new Set<() => void>();
  const consumers = new Set<Consumer>();
  const instant = () => now().toISOString();

  const events = createGroupCommit<AppendEntry, AppendResult>(async (entries) => {
    const results = await store.append(entries, { checkAt });
    // Not from within the commit: what a listener throws must not look like a record that failed.
    if (results.some(({ inserted }) => inserted)) for (const listener of listeners) queueMicrotask(listener);
    return results;
  }, limits);
  const unreadable = createGroupCommit<QuarantineEntry, { readonly inserted: boolean }>(
    (entries) => store.quarantine(entries),
    limits,
  );
  const onRecorded = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const record: Ledger['record'] = async (event, recordOptions = {}) => {
    assertStatusEvent(event);
    const provenance = recordOptions.provenance ?? null;
    const characters = JSON.stringify(event).length + (provenance === null ? 0 : JSON.stringify(provenance).length);
    return events.submit({ event, provenance }, characters);
  };

  return {
    record,
    expect: async (message) => record(expectationEvent(message, now())),
    message: (identity) => store.message(identity),
    timeline: (identity) => store.timeline(identity),
    async list({ filter = {}, sort = 'firstSeenAt', order = 'descending', limit = 50, after = null } = {}) {
      assertInteger('limit', limit, 1, 1_000);
      return store.list({
        filter: checkedFilter(filter, messageFilters),
        sort,
        order,
        limit,
        after,
        receiptCutoff: receiptCutoff({ ...receipts, now: now() }),
      });
    },
    async summary({ filter = {}, interval, recentMinutes = 5 } = {}) {
      assertInteger('recentMinutes', recentMinutes, 1, 1_440);
      const at = now();
      const checked = checkedFilter(filter, summaryFilters);
      const frame = {
        filter: inWholeHours(checked),
        interval: interval ?? intervalFor(checked, at),
        recentMinutes,
      };
      const { outcome: _, ...stored } = frame.filter;
      const figures = await store.summary({
        filter: stored,
        interval: frame.interval,
        receiptCutoff: receiptCutoff({ ...receipts, now: at }),
        recentSince: new Date((Math.floor(at.getTime() / 60_000) - recentMinutes + 1) * 60_000).toISOString(),
        now: at.toISOString(),
      });
      return summaryOf(figures, frame);
    },
    async feed({ after = null, limit = 1_000 } = {}) {
      assertInteger('limit', limit, 1, 10_000);
      return store.feed({ after, limit });
    },
    feedEnd: () => store.feedEnd(),
    onRecorded,
    consume(name, handler, consumeOptions = {}) {
      const consumer = createConsumer({ store, now, onRecorded, name, handler, options: consumeOptions });
      consumers.add(consumer);
      return {
        async stop() {
          await consumer.stop();
          consumers.delete(consumer);
        },
      };
    },
    async setAside({ name, limit = 50, after = null }) {
      assertInteger('limit', limit, 1, 1_000);
      return store.setAside({ name, limit, after });
    },
    forgetSetAside: (name, cursor) => store.forgetSetAside(name, cursor),
    async quarantine(delivery) {
      const id = quarantineId(delivery);
      const entry = { details: {}, ...delivery, id };
      const { inserted } = await unreadable.submit(entry, delivery.rawBody.byteLength + 1_000);
      return { id, inserted };
    },
    async quarantined({ state = 'held', limit = 50, after = null } = {}) {
      assertInteger('limit', limit, 1, 1_000);
      return store.quarantined({ state, limit, after });
    },
    quarantinedDelivery: (id) => store.quarantinedDelivery(id),
    async retryQuarantined(id, decode) {
      const delivery = await store.quarantinedDelivery(id);
      if (delivery?.state !== 'held') return null;
      const result = await decode(delivery);
      if (!result.ok) return result;
      // Recorded first: a crash in between leaves it held, and recording it once more is harmless.
      await record(result.event, { provenance: delivery.details });
      await store.resolveQuarantined(id, 'recorded', instant());
      return result;
    },
    discardQuarantined: (id) => store.resolveQuarantined(id, 'discarded', instant()),
    async due({ owner, leaseMs, limit }) {
      assertInteger('limit', limit, 1, 10_000);
      assertInteger('leaseMs', leaseMs, 1, 86_400_000);
      const at = now();
      const leaseUntil = new Date(at.getTime() + leaseMs).toISOString();
      return store.due({ now: at.toISOString(), owner, leaseUntil, limit });
    },
    settleCheck: (check) => store.settleCheck(check),
    planCheck: (identity, nextCheckAt) => store.planCheck(identity, nextCheckAt),
    async tally(name, projectId = '', amount = 1) {
      if (!/^[!-~]{1,64}$/.test(name)) {
        throw new StatusWireError(
          'STATUSWIRE_INVALID_OPTIONS',
          'The name of a tally must be 1 to 64 ASCII characters.',
        );
      }
      await store.tally([{ name, projectId, amount, at: instant() }]);
    },
    async prune(request) {
      const done = { texts: 0, messages: 0, events: 0, quarantined: 0 };
      for (;;) {
        const part = await store.prune({
          textsBefore: request.textsBefore?.toISOString() ?? null,
          messagesBefore: request.messagesBefore?.toISOString() ?? null,
          quarantineBefore: request.quarantineBefore?.toISOString() ?? null,
          limit: pruneLimit,
        });
        done.texts += part.texts;
        done.messages += part.messages;
        done.events += part.events;
        done.quarantined += part.quarantined;
        if (part.done) return done;
        // Callbacks that came in meanwhile go first.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    ...createWatermarks(store, now),
    pressure: () => events.pressure(),
    async close() {
      await Promise.all([events.close(), unreadable.close(), ...[...consumers].map((consumer) => consumer.stop())]);
      await store.close();
    },
  };
}

/** The filter with its times widened to whole hours, which is what rollups know. */
function inWholeHours<Filter extends Pick<MessageFilter, 'since' | 'until'>>(filter: Filter): Filter {
  const { since, until } = filter;
  const hours = (time: string, round: (value: number) => number) =>
    new Date(round(Date.parse(time) / hourMs) * hourMs).toISOString();
  return {
    ...filter,
    ...(since === undefined ? {} : { since: hours(since, Math.floor) }),
    ...(until === undefined ? {} : { until: hours(until, Math.ceil) }),
  };
}

function intervalFor({ since, until }: Pick<MessageFilter, 'since' | 'until'>, now: Date): 'hour' | 'day' {
  if (since === undefined) return 'day';
  const end = until === undefined ? now.getTime() : Date.parse(until);
  return end - Date.parse(since) > 14 * 24 * hourMs ? 'day' : 'hour';
}

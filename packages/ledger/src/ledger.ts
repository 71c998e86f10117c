import type { NormalizeResult, StatusEvent } from '@statuswire/contracts';
import { assertInteger, assertKnownOptions, StatusWireError } from '@statuswire/contracts';
import type { AppendEntry } from './append-plan.ts';
import { type ConsumeOptions, type Consumer, createConsumer } from './consumer.ts';
import type { ConsumerHandler } from './consumer-attempts.ts';
import { assertProvenance, assertStatusEvent, charactersOf } from './event-check.ts';
import type { Provenance } from './event-record.ts';
import { type ExpectedMessage, expectationEvent } from './expectation.ts';
import { createGroupCommit, type GroupCommitPressure } from './group-commit.ts';
import { checkedInstant } from './instant.ts';
import { type LedgerOptions, ledgerSettings } from './ledger-options.ts';
import {
  feedQuery,
  listCursor,
  listQuery,
  type MessageListQuery,
  pruneRequest,
  quarantineQuery,
  type RetentionRequest,
  setAsideQuery,
} from './ledger-requests.ts';
import { tellListener } from './listeners.ts';
import type { MessageIdentity } from './message-identity.ts';
import type { MessageState } from './message-state.ts';
import { receiptCutoff } from './outcome.ts';
import {
  type QuarantinedDelivery,
  type QuarantineEntry,
  quarantineEntry,
  type UnreadableDelivery,
} from './quarantine.ts';
import type {
  AppendResult,
  DueMessage,
  FeedPage,
  FeedQuery,
  Page,
  PruneResult,
  QuarantineQuery,
  RecordedEvent,
  SetAsideEvent,
  SetAsideQuery,
  SettledCheck,
} from './store-requests.ts';
import { type Summary, summaryOf } from './summary.ts';
import { type SummaryRequest, summaryQuery } from './summary-request.ts';
import { createWatermarks, type Watermarks } from './watermark.ts';

/** What goes along with an event to record. */
export interface RecordOptions {
  /** What the host knew of the delivery: the verdict on its signature, the raw payload. Kept with the event, pruned with texts. */
  readonly provenance?: Provenance['details'];
}

/**
 * The durable record of what became of every message. Every method that returns a promise rejects with
 * `STATUSWIRE_UNAVAILABLE` where the database does not answer, is locked or is full, `STATUSWIRE_NOT_MIGRATED` before
 * `store.migrate()`, `STATUSWIRE_CLOSED` after `close`, and `STATUSWIRE_INVALID_OPTIONS` for what it cannot take; what a method
 * adds to these stands beside it. Source: docs/ledger.md.
 */
export interface Ledger extends Watermarks {
  /**
   * Records an event; resolves only once it is durable. Rejects with `STATUSWIRE_OVERLOADED` where too much waits already or
   * the deadline passed. Recording the same event again is harmless, always.
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
  /**
   * Calls back after each commit of this process that recorded a new fact; returns how to stop that. What the listener throws
   * is ignored.
   */
  onRecorded(listener: () => void): () => void;
  /**
   * Hands every fact of the feed to a handler, at least once, in order per message. Throws `STATUSWIRE_CLOSED` after `close`, and
   * `STATUSWIRE_INVALID_OPTIONS`. Source: docs/ledger.md, "Consumers".
   */
  consume(name: string, handler: ConsumerHandler, options?: ConsumeOptions): Consumer;
  /** What a consumer set aside. */
  setAside(query: Pick<SetAsideQuery, 'name'> & Partial<SetAsideQuery>): Promise<Page<SetAsideEvent>>;
  /** Forgets what a consumer set aside: handled by other means. */
  forgetSetAside(name: string, cursor: string): Promise<boolean>;
  /** Keeps a delivery that was signed but could not be read. Rejects with `STATUSWIRE_OVERLOADED` as `record` does. */
  quarantine(delivery: UnreadableDelivery): Promise<{ readonly id: string; readonly inserted: boolean }>;
  /** One page of quarantined deliveries, the earliest first; by default those held. */
  quarantined(query?: Partial<QuarantineQuery>): Promise<Page<QuarantinedDelivery>>;
  /** One quarantined delivery. */
  quarantinedDelivery(id: string): Promise<QuarantinedDelivery | null>;
  /**
   * Reads a held delivery once more and records what comes out, with the instant of the retry as `replayed` among what the
   * host knew of it. Where it still cannot be read it stays held. `null` where no such delivery is held.
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
  /** How many events wait to be written, and how many were; deliveries for quarantine are not among them. */
  pressure(): GroupCommitPressure;
  /** Stops consumers, refuses what comes from now on, finishes what was taken, closes the store; the handle stays open. */
  close(): Promise<void>;
}

const pruneLimit = 500;

/** Makes a ledger over a store. Throws `STATUSWIRE_INVALID_OPTIONS` for options that are unknown or out of bounds. */
export function createLedger(options: LedgerOptions): Ledger {
  const { store, now, checkAt, receipts, limits } = ledgerSettings(options);
  const listeners = new Set<() => void>();
  const consumers = new Set<Consumer>();
  let closed = false;
  const instant = () => now().toISOString();

  const events = createGroupCommit<AppendEntry, AppendResult>(async (entries) => {
    const results = await store.append(entries, { checkAt });
    if (results.some(({ inserted }) => inserted)) for (const listener of listeners) tellListener(listener);
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
    assertKnownOptions('record', recordOptions, ['provenance']);
    assertStatusEvent(event);
    const provenance = recordOptions.provenance ?? null;
    if (provenance !== null) assertProvenance(provenance);
    return events.submit({ event, provenance }, charactersOf(event, provenance));
  };

  const retries = new Map<string, Promise<NormalizeResult | null>>();
  const retryOnce = async (
    id: string,
    decode: Parameters<Ledger['retryQuarantined']>[1],
  ): Promise<NormalizeResult | null> => {
    const delivery = await store.quarantinedDelivery(id);
    if (delivery?.state !== 'held') return null;
    const result = await decode(delivery);
    if (!result.ok) return result;
    // Recorded first: a crash in between leaves it held, and recording it once more is harmless.
    const replayed = instant();
    await record(result.event, { provenance: { ...delivery.details, replayed } });
    await store.resolveQuarantined(id, 'recorded', replayed);
    return result;
  };

  return {
    record,
    expect: async (message) => record(expectationEvent(message, now())),
    message: (identity) => store.message(identity),
    timeline: (identity) => store.timeline(identity),
    async list(request = {}) {
      const query = listQuery(request, receiptCutoff({ ...receipts, now: now() }));
      const { items, next } = await store.list(query);
      return { items, next: listCursor(next, query.sort) };
    },
    async summary(request = {}) {
      const at = now();
      const { frame, query } = summaryQuery(request, {
        now: at,
        receiptCutoff: receiptCutoff({ ...receipts, now: at }),
      });
      return summaryOf(await store.summary(query), frame);
    },
    feed: async (request = {}) => store.feed(feedQuery(request)),
    feedEnd: () => store.feedEnd(),
    onRecorded,
    consume(name, handler, consumeOptions = {}) {
      if (closed) throw new StatusWireError('STATUSWIRE_CLOSED', 'The ledger is closed: nothing can be consumed.');
      const consumer = createConsumer({ store, now, onRecorded, name, handler, options: consumeOptions });
      consumers.add(consumer);
      return {
        async stop() {
          await consumer.stop();
          consumers.delete(consumer);
        },
      };
    },
    setAside: async (request) => store.setAside(setAsideQuery(request)),
    forgetSetAside: (name, cursor) => store.forgetSetAside(name, cursor),
    async quarantine(delivery) {
      const entry = quarantineEntry(delivery);
      const { inserted } = await unreadable.submit(entry, entry.rawBody.byteLength + 1_000);
      return { id: entry.id, inserted };
    },
    quarantined: async (request = {}) => store.quarantined(quarantineQuery(request)),
    quarantinedDelivery: (id) => store.quarantinedDelivery(id),
    retryQuarantined(id, decode) {
      // Whoever asks meanwhile is told the same: recorded twice, it would count as a repeat.
      const underWay = retries.get(id) ?? retryOnce(id, decode).finally(() => retries.delete(id));
      retries.set(id, underWay);
      return underWay;
    },
    discardQuarantined: (id) => store.resolveQuarantined(id, 'discarded', instant()),
    async due({ owner, leaseMs, limit }) {
      assertInteger('limit', limit, 1, 10_000);
      assertInteger('leaseMs', leaseMs, 1, 86_400_000);
      const at = now();
      const leaseUntil = new Date(at.getTime() + leaseMs).toISOString();
      return store.due({ now: at.toISOString(), owner, leaseUntil, limit });
    },
    settleCheck: async (check) => store.settleCheck({ ...check, nextCheckAt: nextCheck(check.nextCheckAt) }),
    planCheck: async (identity, nextCheckAt) => store.planCheck(identity, nextCheck(nextCheckAt)),
    async tally(name, projectId = '', amount = 1) {
      if (!/^[!-~]{1,64}$/.test(name)) {
        throw new StatusWireError(
          'STATUSWIRE_INVALID_OPTIONS',
          'The name of a tally must be 1 to 64 printable ASCII characters, without spaces.',
        );
      }
      assertInteger('amount', amount, 1, Number.MAX_SAFE_INTEGER);
      await store.tally([{ name, projectId, amount, at: instant() }]);
    },
    async prune(request) {
      const step = pruneRequest(request, pruneLimit);
      const done = { texts: 0, messages: 0, events: 0, quarantined: 0 };
      for (;;) {
        const part = await store.prune(step);
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
      closed = true;
      await Promise.all([events.close(), unreadable.close(), ...[...consumers].map((consumer) => consumer.stop())]);
      await store.close();
    },
  };
}

function nextCheck(at: string | null): string | null {
  return at === null ? null : checkedInstant('nextCheckAt', at);
}

import { StatusWireError } from '@statuswire/contracts';
import { hourOf } from '../figures.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { type MessageIdentity, messageKey } from '../message-identity.ts';
import { decodeCursor, decodeFeedCursor, encodeCursor } from '../page-cursor.ts';
import type { QuarantinedDelivery, QuarantineEntry } from '../quarantine.ts';
import type { FeedPage, FeedQuery, Page, QuarantineQuery, RecordedEvent, Tally } from '../store-requests.ts';
import { compareTexts, greaterText } from '../text-order.ts';
import { compareTimeline } from '../timeline.ts';
import { appendToTables } from './append.ts';
import { leaseDue, settle } from './checks.ts';
import { advance, lease, listSetAside, release } from './consumers.ts';
import { eventOf, listMessages, stateOfRow } from './queries.ts';
import { pruneTables } from './retention.ts';
import { summarize } from './summary.ts';
import { createMemoryTables, type MemoryTables } from './tables.ts';

/** Options of `createMemoryStore`. */
export interface MemoryStoreOptions {
  /** Tables to go on with. @default empty ones */
  readonly tables?: MemoryTables;
}

/**
 * A store that keeps everything in this process and loses it with it: for tests, and for trying things out. It keeps all
 * promises of `LedgerStore` but durability, and looks at every message where a database has an index.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): LedgerStore {
  const tables = options.tables ?? createMemoryTables();
  let closed = false;
  // Every method runs in one go, so that each is a transaction of its own.
  const run = async <Result>(work: () => Result): Promise<Result> => {
    if (closed)
      throw new StatusWireError('STATUSWIRE_CLOSED', 'The store is closed. Make a new one on the same tables.');
    return work();
  };
  return {
    migrate: () => run(() => {}),
    append: (entries, appendOptions) => run(() => appendToTables(tables, entries, appendOptions)),
    message: (identity) =>
      run(() => {
        const row = tables.messages.get(messageKey(identity));
        return row === undefined ? null : stateOfRow(row);
      }),
    timeline: (identity) => run(() => timeline(tables, identity)),
    list: (query) => run(() => listMessages(tables, query)),
    summary: (query) => run(() => summarize(tables, query)),
    feed: (query) => run(() => feed(tables, query)),
    feedEnd: () => run(() => String(tables.feed.length)),
    due: (request) => run(() => leaseDue(tables, request)),
    settleCheck: (check) => run(() => settle(tables, check)),
    planCheck: (identity, nextCheckAt) => run(() => plan(tables, identity, nextCheckAt)),
    quarantine: (entries) => run(() => entries.map((entry) => ({ inserted: hold(tables, entry) }))),
    quarantined: (query) => run(() => quarantined(tables, query)),
    quarantinedDelivery: (id) => run(() => tables.quarantine.get(id) ?? null),
    resolveQuarantined: (id, state, at) =>
      run(() => {
        const row = tables.quarantine.get(id);
        if (row?.state !== 'held') return false;
        tables.quarantine.set(id, { ...row, state, resolvedAt: at });
        return true;
      }),
    tally: (entries) => run(() => tally(tables, entries)),
    prune: (request) => run(() => pruneTables(tables, request)),
    leaseConsumer: (request) => run(() => lease(tables, request)),
    advanceConsumer: (request) => run(() => advance(tables, request)),
    releaseConsumer: (name, owner) => run(() => release(tables, name, owner)),
    setAside: (query) => run(() => listSetAside(tables, query)),
    forgetSetAside: (name, cursor) =>
      run(() => {
        const sequence = decodeFeedCursor(cursor);
        return tables.setAside.get(name)?.delete(sequence) ?? false;
      }),
    close: async () => {
      closed = true;
    },
  };
}

function timeline(tables: MemoryTables, identity: MessageIdentity): readonly RecordedEvent[] {
  const rowKeys = [...(tables.eventsOfMessage.get(messageKey(identity)) ?? [])];
  return rowKeys
    .flatMap((rowKey) => {
      const row = tables.events.get(rowKey);
      return row === undefined ? [] : [eventOf(row)];
    })
    .sort(compareTimeline);
}

function feed(tables: MemoryTables, query: FeedQuery): FeedPage {
  const events: RecordedEvent[] = [];
  for (
    let index = decodeFeedCursor(query.after);
    index < tables.feed.length && events.length < query.limit;
    index += 1
  ) {
    const rowKey = tables.feed[index];
    const row = rowKey === undefined || rowKey === null ? undefined : tables.events.get(rowKey);
    if (row !== undefined) events.push(eventOf(row));
  }
  return { events, cursor: events.at(-1)?.cursor ?? query.after ?? '0' };
}

function plan(tables: MemoryTables, identity: MessageIdentity, nextCheckAt: string | null): boolean {
  const key = messageKey(identity);
  const row = tables.messages.get(key);
  if (row === undefined) return false;
  tables.messages.set(key, { ...row, check: { ...row.check, nextCheckAt, lease: null } });
  return true;
}

function hold(tables: MemoryTables, entry: QuarantineEntry): boolean {
  const row = tables.quarantine.get(entry.id);
  tables.quarantine.set(
    entry.id,
    row === undefined
      ? {
          ...entry,
          rawBody: entry.rawBody.slice(),
          state: 'held',
          lastReceivedAt: entry.receivedAt,
          deliveries: 1,
          resolvedAt: null,
        }
      : {
          ...row,
          lastReceivedAt: greaterText(row.lastReceivedAt, entry.receivedAt),
          deliveries: row.deliveries + 1,
        },
  );
  return row === undefined;
}

function quarantined(tables: MemoryTables, query: QuarantineQuery): Page<QuarantinedDelivery> {
  const after = query.after === null ? null : decodeCursor(query.after, ['string', 'string']);
  const position = (row: QuarantinedDelivery) => `${row.receivedAt} ${row.id}`;
  const found = [...tables.quarantine.values()]
    .filter((row) => row.state === query.state && (after === null || position(row) > after.join(' ')))
    .sort((a, b) => compareTexts(position(a), position(b)));
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    next: last === undefined || found.length <= query.limit ? null : encodeCursor([last.receivedAt, last.id]),
  };
}

function tally(tables: MemoryTables, entries: readonly Tally[]): void {
  for (const { name, at, projectId, amount } of entries) {
    const key = JSON.stringify([hourOf(at), projectId, name]);
    tables.tallies.set(key, (tables.tallies.get(key) ?? 0) + amount);
  }
}

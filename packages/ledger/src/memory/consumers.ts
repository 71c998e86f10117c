import { decodeFeedCursor } from '../page-cursor.ts';
import type {
  ConsumerAdvance,
  ConsumerLeaseRequest,
  ConsumerPosition,
  Page,
  SetAsideEvent,
  SetAsideQuery,
} from '../store-requests.ts';
import { eventOf } from './queries.ts';
import type { MemoryTables } from './tables.ts';

/** Takes or renews a lease. */
export function lease(tables: MemoryTables, request: ConsumerLeaseRequest): ConsumerPosition | null {
  const row = tables.consumers.get(request.name);
  if (row !== undefined && row.lease !== null && row.lease.owner !== request.owner && row.lease.until > request.now) {
    return null;
  }
  const start = request.start === 'end' ? String(tables.feed.length) : null;
  const cursor = row === undefined ? start : row.cursor;
  tables.consumers.set(request.name, { cursor, lease: { owner: request.owner, until: request.leaseUntil } });
  return { cursor };
}

/** Moves a consumer on, where the lease is the owner's. */
export function advance(tables: MemoryTables, { name, owner, cursor, setAside }: ConsumerAdvance): boolean {
  const row = tables.consumers.get(name);
  if (row === undefined || row.lease?.owner !== owner) return false;
  const notes = tables.setAside.get(name) ?? new Map();
  for (const note of setAside) notes.set(decodeFeedCursor(note.cursor), note);
  tables.setAside.set(name, notes);
  tables.consumers.set(name, { ...row, cursor });
  return true;
}

/** Gives a lease back. */
export function release(tables: MemoryTables, name: string, owner: string): void {
  const row = tables.consumers.get(name);
  if (row?.lease?.owner === owner) tables.consumers.set(name, { ...row, lease: null });
}

/** What a consumer set aside. */
export function listSetAside(tables: MemoryTables, query: SetAsideQuery): Page<SetAsideEvent> {
  const after = decodeFeedCursor(query.after);
  const found = [...(tables.setAside.get(query.name) ?? [])]
    .filter(([sequence]) => sequence > after)
    .sort(([a], [b]) => a - b);
  const page = found.slice(0, query.limit);
  return {
    items: page.map(([sequence, note]) => {
      const rowKey = tables.feed[sequence - 1];
      const row = rowKey === undefined || rowKey === null ? undefined : tables.events.get(rowKey);
      return { ...note, event: row === undefined ? null : eventOf(row) };
    }),
    next: found.length > query.limit ? (page.at(-1)?.[1].cursor ?? null) : null,
  };
}

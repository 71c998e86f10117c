import { decodeFeedCursor } from '../page-cursor.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type {
  ConsumerAdvance,
  ConsumerLeaseRequest,
  ConsumerPosition,
  Page,
  SetAsideEvent,
  SetAsideQuery,
} from '../store-requests.ts';
import { type Connection, fromInstant, toInstant } from './connection.ts';
import { eventAt, feedEnd } from './events.ts';

/** Takes or renews a lease. Within a writing transaction. */
export function leaseConsumer(connection: Connection, request: ConsumerLeaseRequest): ConsumerPosition | null {
  const { statement } = connection;
  const row = statement('SELECT position, lease_owner, lease_until FROM statuswire_consumers WHERE name = ?').get(
    request.name,
  );
  const leaseUntil = toInstant(request.leaseUntil);
  if (row === undefined) {
    const position = request.start === 'end' ? Number(feedEnd(connection)) : null;
    statement('INSERT INTO statuswire_consumers (name, position, lease_owner, lease_until) VALUES (?, ?, ?, ?)').run(
      request.name,
      position,
      request.owner,
      leaseUntil,
    );
    return { cursor: position === null ? null : String(position) };
  }
  const leased = row.lease_owner !== null && Number(row.lease_until) > toInstant(request.now);
  if (leased && row.lease_owner !== request.owner) return null;
  statement('UPDATE statuswire_consumers SET lease_owner = ?, lease_until = ? WHERE name = ?').run(
    request.owner,
    leaseUntil,
    request.name,
  );
  return { cursor: row.position === null ? null : String(row.position) };
}

/** Moves a consumer on, where the lease is the owner's. Within a writing transaction. */
export function advanceConsumer({ statement }: Connection, request: ConsumerAdvance): boolean {
  const { changes } = statement('UPDATE statuswire_consumers SET position = ? WHERE name = ? AND lease_owner = ?').run(
    decodeFeedCursor(request.cursor),
    request.name,
    request.owner,
  );
  if (Number(changes) === 0) return false;
  for (const { cursor, reason, attempts, at } of request.setAside) {
    statement(
      'INSERT OR REPLACE INTO statuswire_set_aside (name, sequence, reason, attempts, at) VALUES (?, ?, ?, ?, ?)',
    ).run(request.name, decodeFeedCursor(cursor), encodeText(reason), attempts, toInstant(at));
  }
  return true;
}

/** Gives a lease back. Within a writing transaction. */
export function releaseConsumer({ statement }: Connection, name: string, owner: string): void {
  statement(
    'UPDATE statuswire_consumers SET lease_owner = NULL, lease_until = NULL WHERE name = ? AND lease_owner = ?',
  ).run(name, owner);
}

/** What a consumer set aside. */
export function setAside(connection: Connection, query: SetAsideQuery): Page<SetAsideEvent> {
  const rows = connection
    .statement('SELECT * FROM statuswire_set_aside WHERE name = ? AND sequence > ? ORDER BY sequence LIMIT ?')
    .all(query.name, decodeFeedCursor(query.after), query.limit + 1);
  const page = rows.slice(0, query.limit);
  return {
    items: page.map((row) => ({
      cursor: String(row.sequence),
      reason: decodeText(String(row.reason)),
      attempts: Number(row.attempts),
      at: fromInstant(row.at),
      event: eventAt(connection, Number(row.sequence)),
    })),
    next: rows.length > query.limit ? String(page.at(-1)?.sequence) : null,
  };
}

/** Forgets what was set aside. Within a writing transaction. */
export function forgetSetAside({ statement }: Connection, name: string, cursor: string): boolean {
  const { changes } = statement('DELETE FROM statuswire_set_aside WHERE name = ? AND sequence = ?').run(
    name,
    decodeFeedCursor(cursor),
  );
  return Number(changes) > 0;
}

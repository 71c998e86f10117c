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
import type { Database } from './database.ts';
import { eventColumns, recordedEventOfRow } from './event-rows.ts';
import { toInstant, toMilliseconds } from './instant.ts';
import { arrayOf } from './parameters.ts';

const takeLease = `
INSERT INTO statuswire.consumers AS consumer (name, position, lease_owner, lease_until)
VALUES ($1::text, CASE WHEN $5::boolean THEN (SELECT last_position FROM statuswire.head) END, $2::text, $4::bigint)
ON CONFLICT (name) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
WHERE consumer.lease_owner IS NULL OR consumer.lease_owner = $2::text OR consumer.lease_until <= $3::bigint
RETURNING position`;

/** Takes or renews a lease. */
export async function lease(database: Database, request: ConsumerLeaseRequest): Promise<ConsumerPosition | null> {
  const [row] = await database.run(takeLease, [
    encodeText(request.name),
    encodeText(request.owner),
    toMilliseconds(request.now),
    toMilliseconds(request.leaseUntil),
    request.start === 'end',
  ]);
  if (row === undefined) return null;
  return { cursor: row[0] === null ? null : String(row[0]) };
}

const moveOn = `
WITH moved AS (
  UPDATE statuswire.consumers SET position = $3::bigint WHERE name = $1::text AND lease_owner = $2::text RETURNING name
), noted AS (
  INSERT INTO statuswire.set_aside (consumer, position, reason, attempts, noted_at)
  SELECT moved.name, note.*
  FROM moved, unnest($4::bigint[], $5::text[], $6::bigint[], $7::bigint[])
    AS note (position, reason, attempts, noted_at)
  ON CONFLICT (consumer, position) DO UPDATE
  SET reason = excluded.reason, attempts = excluded.attempts, noted_at = excluded.noted_at
)
SELECT name FROM moved`;

/** Moves a consumer on, where the lease is the owner's. */
export async function advance(database: Database, request: ConsumerAdvance): Promise<boolean> {
  const notes = new Map(request.setAside.map((note) => [decodeFeedCursor(note.cursor), note]));
  const noted = [...notes.values()];
  const rows = await database.run(moveOn, [
    encodeText(request.name),
    encodeText(request.owner),
    decodeFeedCursor(request.cursor),
    arrayOf([...notes.keys()]),
    noted.map(({ reason }) => encodeText(reason)),
    arrayOf(noted.map(({ attempts }) => attempts)),
    arrayOf(noted.map(({ at }) => toMilliseconds(at))),
  ]);
  return rows.length > 0;
}

const giveBack = `
UPDATE statuswire.consumers SET lease_owner = NULL, lease_until = NULL WHERE name = $1::text AND lease_owner = $2::text`;

/** Gives a lease back. */
export async function release(database: Database, name: string, owner: string): Promise<void> {
  await database.run(giveBack, [encodeText(name), encodeText(owner)]);
}

const selectSetAside = `
SELECT note.position, note.reason, note.attempts, note.noted_at, ${eventColumns}
FROM statuswire.set_aside note
LEFT JOIN statuswire.events event ON event.position = note.position
LEFT JOIN statuswire.messages message ON message.id = event.message_id
WHERE note.consumer = $1::text AND note.position > $2::bigint
ORDER BY note.position LIMIT $3::integer`;

/** What a consumer set aside. */
export async function listSetAside(database: Database, query: SetAsideQuery): Promise<Page<SetAsideEvent>> {
  const rows = await database.run(selectSetAside, [
    encodeText(query.name),
    decodeFeedCursor(query.after),
    query.limit + 1,
  ]);
  const items = rows.slice(0, query.limit).map(
    ([position, reason, attempts, notedAt, ...event]): SetAsideEvent => ({
      cursor: String(position),
      reason: decodeText(String(reason)),
      attempts: Number(attempts),
      at: toInstant(notedAt),
      event: event[0] === null ? null : recordedEventOfRow(event),
    }),
  );
  return { items, next: rows.length > query.limit ? (items.at(-1)?.cursor ?? null) : null };
}

const forgetNote = `
DELETE FROM statuswire.set_aside WHERE consumer = $1::text AND position = $2::bigint RETURNING true`;

/** Forgets what a consumer set aside. */
export async function forgetSetAside(database: Database, name: string, cursor: string): Promise<boolean> {
  const rows = await database.run(forgetNote, [encodeText(name), decodeFeedCursor(cursor)]);
  return rows.length > 0;
}

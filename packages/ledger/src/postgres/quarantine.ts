import { decodeCursor, encodeCursor } from '../page-cursor.ts';
import type { QuarantinedDelivery, QuarantineEntry, QuarantineState } from '../quarantine.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { Page, QuarantineQuery } from '../store-requests.ts';
import type { Database } from './database.ts';
import { toInstant, toInstantOrNull, toMilliseconds } from './instant.ts';
import { arrayOf } from './parameters.ts';
import type { Writing } from './writing.ts';

// In order of the ids, so that two batches with the same deliveries wait for each other and never cross.
const holdDeliveries = `
INSERT INTO statuswire.quarantine AS held (
  id, state, received_at, last_received_at, deliveries, reason, message, content_type, details, raw_body
)
SELECT id, 'held', received_at, last_received_at, deliveries, reason, message, content_type, details,
  decode(raw_body, 'base64')
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
  $9::text[]) AS entry (
  id, received_at, last_received_at, deliveries, reason, message, content_type, details, raw_body
)
ORDER BY id COLLATE "C"
ON CONFLICT (id) DO UPDATE
SET last_received_at = greatest(held.last_received_at, excluded.last_received_at),
  deliveries = held.deliveries + excluded.deliveries
RETURNING id, held.deliveries`;

/** Holds deliveries; durable once it resolves. */
export async function holdAll(
  writing: Writing,
  entries: readonly QuarantineEntry[],
): Promise<readonly { readonly inserted: boolean }[]> {
  if (entries.length === 0) return [];
  const held = new Map<
    string,
    { readonly entry: QuarantineEntry; readonly lastReceivedAt: number; readonly deliveries: number }
  >();
  for (const entry of entries) {
    const id = encodeText(entry.id);
    const known = held.get(id);
    const receivedAt = toMilliseconds(entry.receivedAt);
    held.set(id, {
      entry: known?.entry ?? entry,
      lastReceivedAt: Math.max(known?.lastReceivedAt ?? receivedAt, receivedAt),
      deliveries: (known?.deliveries ?? 0) + 1,
    });
  }
  const rows = [...held.values()];
  const counts = await writing.durably((statements) =>
    statements.run(holdDeliveries, [
      [...held.keys()],
      arrayOf(rows.map(({ entry }) => toMilliseconds(entry.receivedAt))),
      arrayOf(rows.map(({ lastReceivedAt }) => lastReceivedAt)),
      arrayOf(rows.map(({ deliveries }) => deliveries)),
      rows.map(({ entry }) => encodeText(entry.reason)),
      rows.map(({ entry }) => encodeText(entry.message)),
      rows.map(({ entry }) => encodeText(entry.contentType)),
      rows.map(({ entry }) => JSON.stringify(entry.details)),
      rows.map(({ entry }) => Buffer.from(entry.rawBody).toString('base64')),
    ]),
  );
  // Where the row counts no more than this batch brought, this batch made it.
  const added = new Set(
    counts.flatMap(([id, deliveries]) => (held.get(String(id))?.deliveries === Number(deliveries) ? [String(id)] : [])),
  );
  return entries.map((entry) => ({ inserted: added.delete(encodeText(entry.id)) }));
}

const columns = `
SELECT id, state, received_at, last_received_at, resolved_at, deliveries, reason, message, content_type, details,
  encode(raw_body, 'base64')
FROM statuswire.quarantine`;

const selectPage = `${columns}
WHERE state = $1::text AND (received_at, id) > ($2::bigint, $3::text)
ORDER BY received_at, id LIMIT $4::integer`;

const beginning = [-Number.MAX_SAFE_INTEGER, ''] as const;

/** One page of quarantined deliveries. */
export async function listQuarantined(database: Database, query: QuarantineQuery): Promise<Page<QuarantinedDelivery>> {
  const [time, id] = query.after === null ? beginning : decodeCursor(query.after, ['string', 'string']);
  const rows = await database.run(selectPage, [
    query.state,
    typeof time === 'string' ? toMilliseconds(time) : time,
    encodeText(String(id)),
    query.limit + 1,
  ]);
  const items = rows.slice(0, query.limit).map(deliveryOf);
  const last = items.at(-1);
  return {
    items,
    next: last === undefined || rows.length <= query.limit ? null : encodeCursor([last.receivedAt, last.id]),
  };
}

const selectOne = `${columns}
WHERE id = $1::text`;

/** One quarantined delivery. */
export async function readQuarantined(database: Database, id: string): Promise<QuarantinedDelivery | null> {
  const [row] = await database.run(selectOne, [encodeText(id)]);
  return row === undefined ? null : deliveryOf(row);
}

function deliveryOf(row: readonly unknown[]): QuarantinedDelivery {
  const [id, state, receivedAt, lastReceivedAt, resolvedAt, deliveries, ...rest] = row;
  const [reason, message, contentType, details, rawBody] = rest.map(String);
  return {
    id: decodeText(String(id)),
    state: state as QuarantineState,
    receivedAt: toInstant(receivedAt),
    lastReceivedAt: toInstant(lastReceivedAt),
    resolvedAt: toInstantOrNull(resolvedAt),
    deliveries: Number(deliveries),
    reason: decodeText(reason ?? ''),
    message: decodeText(message ?? ''),
    contentType: decodeText(contentType ?? ''),
    details: JSON.parse(details ?? '{}') as QuarantinedDelivery['details'],
    rawBody: new Uint8Array(Buffer.from(rawBody ?? '', 'base64')),
  };
}

const resolveHeld = `
UPDATE statuswire.quarantine SET state = $2::text, resolved_at = $3::bigint
WHERE id = $1::text AND state = 'held'
RETURNING true`;

/** Moves a held delivery to where it ended. */
export async function resolveHeldDelivery(
  database: Database,
  id: string,
  state: Exclude<QuarantineState, 'held'>,
  at: string,
): Promise<boolean> {
  const rows = await database.run(resolveHeld, [encodeText(id), state, toMilliseconds(at)]);
  return rows.length > 0;
}

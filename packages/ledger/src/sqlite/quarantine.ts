import { decodeCursor, encodeCursor } from '../page-cursor.ts';
import type { QuarantinedDelivery, QuarantineEntry, QuarantineState } from '../quarantine.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { Page, QuarantineQuery } from '../store-requests.ts';
import { type Connection, fromInstant, fromOptionalInstant, type Row, toInstant } from './connection.ts';

/** Keeps unreadable deliveries. Within a writing transaction. */
export function quarantine(
  { statement }: Connection,
  entries: readonly QuarantineEntry[],
): readonly { readonly inserted: boolean }[] {
  return entries.map((entry) => {
    const receivedAt = toInstant(entry.receivedAt);
    const { changes } = statement(
      `UPDATE statuswire_quarantine SET deliveries = deliveries + 1, last_received_at = max(last_received_at, ?)
       WHERE id = ?`,
    ).run(receivedAt, entry.id);
    if (Number(changes) > 0) return { inserted: false };
    statement(
      `INSERT INTO statuswire_quarantine
       (id, state, received_at, last_received_at, deliveries, reason, message, content_type, details, raw_body)
       VALUES (?, 'held', ?, ?, 1, ?, ?, ?, ?, ?)`,
    ).run(
      entry.id,
      receivedAt,
      receivedAt,
      encodeText(entry.reason),
      encodeText(entry.message),
      encodeText(entry.contentType),
      JSON.stringify(entry.details),
      entry.rawBody,
    );
    return { inserted: true };
  });
}

/** One page of a state. */
export function quarantined({ statement }: Connection, query: QuarantineQuery): Page<QuarantinedDelivery> {
  const after = query.after === null ? null : decodeCursor(query.after, ['number', 'string']);
  const rows = statement(
    `SELECT * FROM statuswire_quarantine WHERE state = ? ${after === null ? '' : 'AND (received_at, id) > (?, ?)'}
     ORDER BY received_at, id LIMIT ?`,
  ).all(query.state, ...(after ?? []), query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(deliveryOfRow),
    next:
      last === undefined || rows.length <= query.limit
        ? null
        : encodeCursor([Number(last.received_at), String(last.id)]),
  };
}

/** One delivery. */
export function quarantinedDelivery({ statement }: Connection, id: string): QuarantinedDelivery | null {
  const row = statement('SELECT * FROM statuswire_quarantine WHERE id = ?').get(id);
  return row === undefined ? null : deliveryOfRow(row);
}

/** Moves a held delivery to where it ended. Within a writing transaction. */
export function resolveQuarantined(
  { statement }: Connection,
  id: string,
  state: Exclude<QuarantineState, 'held'>,
  at: string,
): boolean {
  const { changes } = statement(
    "UPDATE statuswire_quarantine SET state = ?, resolved_at = ? WHERE id = ? AND state = 'held'",
  ).run(state, toInstant(at), id);
  return Number(changes) > 0;
}

function deliveryOfRow(row: Row): QuarantinedDelivery {
  return {
    id: String(row.id),
    state: row.state as QuarantineState,
    receivedAt: fromInstant(row.received_at),
    lastReceivedAt: fromInstant(row.last_received_at),
    resolvedAt: fromOptionalInstant(row.resolved_at),
    deliveries: Number(row.deliveries),
    reason: decodeText(String(row.reason)),
    message: decodeText(String(row.message)),
    contentType: decodeText(String(row.content_type)),
    details: JSON.parse(String(row.details)) as QuarantinedDelivery['details'],
    rawBody: row.raw_body as Uint8Array,
  };
}

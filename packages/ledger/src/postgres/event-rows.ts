import type { EventRecord } from '../event-record.ts';
import { messageKey } from '../message-identity.ts';
import { decodeEvent, decodeKey, encodeEvent, encodeKey } from '../row-codec.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { RecordedEvent } from '../store-requests.ts';
import { recordedEvent } from '../timeline.ts';
import type { Row, Statements } from './database.ts';
import { toMilliseconds } from './instant.ts';
import { arrayOf, linesOf } from './parameters.ts';
import type { TermChanges } from './search-terms.ts';

/** A row of the event log to write: new, or in place of what stands at its position. */
export interface EventRow {
  readonly position: number;
  readonly isNew: boolean;
  readonly messageId: number;
  readonly messageKey: string;
  readonly digest: string;
  readonly event: EventRecord;
}

const writeEvents = `
WITH change AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::boolean[], $3::bigint[], $4::uuid[], string_to_array($5, E'\\n'),
    string_to_array($6, E'\\n')) AS change (position, is_new, message_id, digest, fact, record)
), added AS (
  INSERT INTO statuswire.events (position, message_id, digest, fact, record)
  SELECT position, message_id, digest, fact, record FROM change WHERE is_new
), heard AS (
  INSERT INTO statuswire.last_callbacks AS last (project_id, received_at)
  SELECT * FROM unnest($7::text[], $8::bigint[])
  ON CONFLICT (project_id) DO UPDATE SET received_at = excluded.received_at
  WHERE excluded.received_at > last.received_at
), searchable AS (
  INSERT INTO statuswire.search_terms (term, message_id) SELECT * FROM unnest($9::text[], $10::bigint[])
), unsearchable AS (
  DELETE FROM statuswire.search_terms known USING unnest($11::text[], $12::bigint[]) AS old (term, message_id)
  WHERE known.term = old.term AND known.message_id = old.message_id
), moved AS (
  UPDATE statuswire.head SET last_position = $13::bigint, last_message_id = $14::bigint
)
UPDATE statuswire.events event SET record = change.record
FROM change WHERE event.position = change.position AND NOT change.is_new`;

/** Writes events, and in the same round trip: search terms, when each project was last heard of, where all ends now. */
export async function writeEventRows(
  statements: Statements,
  rows: readonly EventRow[],
  terms: TermChanges,
  ends: { readonly lastPosition: number; readonly lastMessageId: number },
): Promise<void> {
  const heard = new Map<string, number>();
  for (const { event } of rows) {
    if (event.callbackDeliveries === 0) continue;
    const project = encodeText(event.projectId);
    heard.set(project, Math.max(heard.get(project) ?? Number.NEGATIVE_INFINITY, toMilliseconds(event.lastReceivedAt)));
  }
  await statements.run(writeEvents, [
    arrayOf(rows.map(({ position }) => position)),
    arrayOf(rows.map(({ isNew }) => isNew)),
    arrayOf(rows.map(({ messageId }) => messageId)),
    arrayOf(rows.map(({ digest }) => digest)),
    linesOf(rows.map(({ event, messageKey: ofMessage }) => encodeKey(event.key, ofMessage))),
    linesOf(rows.map(({ event }) => encodeEvent(event))),
    [...heard.keys()],
    arrayOf([...heard.values()]),
    terms.added.map(([term]) => term),
    arrayOf(terms.added.map(([, id]) => id)),
    terms.removed.map(([term]) => term),
    arrayOf(terms.removed.map(([, id]) => id)),
    ends.lastPosition,
    ends.lastMessageId,
  ]);
}

/** The columns of `event` and its `message` that `eventOfRow` reads. */
export const eventColumns = 'event.position, event.fact, event.record, message.project_id, message.message_id';

/** The event of a row that begins with `eventColumns`. */
export function eventOfRow([_position, fact, record, projectId, messageId]: Row): EventRecord {
  const identity = { projectId: decodeText(String(projectId)), messageId: decodeText(String(messageId)) };
  return decodeEvent(String(record), identity, decodeKey(String(fact), messageKey(identity)));
}

/** The same as its readers see it. */
export function recordedEventOfRow(row: Row): RecordedEvent {
  return recordedEvent(eventOfRow(row), String(row[0]));
}

import { type MessageStatus, messageStatuses } from '@statuswire/contracts';
import type { EventRecord } from '../event-record.ts';
import type { MessageEvidence } from '../evidence.ts';
import { type MessageIdentity, messageKey } from '../message-identity.ts';
import { decodeFeedCursor } from '../page-cursor.ts';
import { decodeEvent, decodeKey, encodeEvent, encodeKey } from '../row-codec.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { FeedPage, FeedQuery, RecordedEvent } from '../store-requests.ts';
import { compareTimeline, recordedEvent } from '../timeline.ts';
import type { Connection, Row } from './connection.ts';

/** Reads a row of `sequence`, `fact` and `record`. */
export function recordOfRow(row: Row, identity: MessageIdentity): EventRecord {
  return decodeEvent(String(row.record), identity, decodeKey(String(row.fact), messageKey(identity)));
}

function eventOfRow(row: Row, identity: MessageIdentity): RecordedEvent {
  return recordedEvent(recordOfRow(row, identity), String(row.sequence));
}

/** A message that facts are of: its id, and its `messageKey`. */
export interface FactOwner {
  readonly id: number;
  readonly key: string;
}

/** A fact of a message; `null` where it is new. */
export function findEvent(
  { statement }: Connection,
  message: FactOwner,
  key: string,
  identity: MessageIdentity,
): EventRecord | null {
  const row = statement('SELECT fact, record FROM statuswire_events WHERE message = ? AND fact = ?').get(
    message.id,
    encodeKey(key, message.key),
  );
  return row === undefined ? null : recordOfRow(row, identity);
}

/**
 * Whether a fact can be known, going by the statuses that its message was told to have: what is new need not be looked up,
 * and most is. Wrong only where a key was used for another fact, which then fails to be inserted.
 */
export function mayBeKnown(key: string, message: FactOwner, { statuses }: MessageEvidence): boolean {
  // A key that `eventKey` made: dialect, message, status, and so on. Any other tells nothing.
  const start = key.indexOf(':') + 1;
  if (!key.startsWith(message.key, start)) return true;
  const wordStart = start + message.key.length + 1;
  const word = key.slice(wordStart, key.indexOf(':', wordStart));
  if (word.startsWith('unknown~')) return statuses.unknown !== undefined;
  return !isStatus(word) || statuses[word] !== undefined;
}

const allStatuses: ReadonlySet<string> = new Set(messageStatuses);

function isStatus(word: string): word is MessageStatus {
  return allStatuses.has(word);
}

/** Writes a new fact: at the end of the feed. */
export function insertEvent({ statement }: Connection, message: FactOwner, record: EventRecord): void {
  statement('INSERT INTO statuswire_events (message, fact, record) VALUES (?, ?, ?)').run(
    message.id,
    encodeKey(record.key, message.key),
    encodeEvent(record),
  );
}

/** Writes what a known fact has become. */
export function updateEvent({ statement }: Connection, message: FactOwner, record: EventRecord): void {
  statement('UPDATE statuswire_events SET record = ? WHERE message = ? AND fact = ?').run(
    encodeEvent(record),
    message.id,
    encodeKey(record.key, message.key),
  );
}

/** All facts of a message. */
export function timeline({ statement }: Connection, identity: MessageIdentity): readonly RecordedEvent[] {
  return statement(
    `SELECT e.sequence, e.fact, e.record FROM statuswire_messages m JOIN statuswire_events e ON e.message = m.id
     WHERE m.message_id = ? AND m.project_id = ?`,
  )
    .all(encodeText(identity.messageId), encodeText(identity.projectId))
    .map((row) => eventOfRow(row, identity))
    .sort(compareTimeline);
}

/** A part of the feed. SQLite has one writer at a time, so that facts become visible in the order of their numbers. */
export function feed({ statement }: Connection, query: FeedQuery): FeedPage {
  const events = statement(
    `SELECT e.sequence, e.fact, e.record, m.project_id, m.message_id
     FROM statuswire_events e JOIN statuswire_messages m ON m.id = e.message
     WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?`,
  )
    .all(decodeFeedCursor(query.after), query.limit)
    .map((row) => eventOfRow(row, identityOfRow(row)));
  return { events, cursor: events.at(-1)?.cursor ?? query.after ?? '0' };
}

/** The last position given out. */
export function feedEnd({ statement }: Connection): string {
  const row = statement("SELECT seq FROM sqlite_sequence WHERE name = 'statuswire_events'").get();
  return String(row?.seq ?? 0);
}

/** The fact at a position; `null` where it was pruned. */
export function eventAt({ statement }: Connection, sequence: number): RecordedEvent | null {
  const row = statement(
    `SELECT e.sequence, e.fact, e.record, m.project_id, m.message_id
     FROM statuswire_events e JOIN statuswire_messages m ON m.id = e.message WHERE e.sequence = ?`,
  ).get(sequence);
  return row === undefined ? null : eventOfRow(row, identityOfRow(row));
}

function identityOfRow(row: Row): MessageIdentity {
  return { projectId: decodeText(String(row.project_id)), messageId: decodeText(String(row.message_id)) };
}

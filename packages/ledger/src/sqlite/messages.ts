import { isFailure } from '@statuswire/contracts';
import { amountsOf, type MessageRecord, numbersOf, seriesOf } from '../figures.ts';
import { awaitedSince, searchableVariable } from '../message-filter.ts';
import type { MessageIdentity } from '../message-identity.ts';
import { type MessageState, stateOf } from '../message-state.ts';
import { decodeEvidence, encodeEvidence } from '../row-codec.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import { type Connection, type Row, toInstant, toOptionalInstant } from './connection.ts';
import type { SeriesIndex } from './series.ts';

/** A message as it stands in the table. */
export interface MessageRow {
  readonly id: number;
  readonly message: MessageRecord;
  readonly hasTexts: boolean;
}

/** The columns that `messageOfRow` reads. */
export const messageColumns = 'project_id, message_id, evidence, events, deliveries';

/** Reads a row of `messageColumns`. */
export function messageOfRow(row: Row): MessageRecord {
  const identity = {
    projectId: decodeText(String(row.project_id)),
    messageId: decodeText(String(row.message_id)),
  };
  return {
    evidence: decodeEvidence(String(row.evidence), identity),
    eventCount: Number(row.events),
    deliveryCount: Number(row.deliveries),
  };
}

/** Reads the state off a row of `messageColumns`. */
export function stateOfRow(row: Row): MessageState {
  const { evidence, eventCount } = messageOfRow(row);
  return stateOf(evidence, eventCount);
}

/** A message; `null` where nothing is recorded of it. */
export function findMessage({ statement }: Connection, identity: MessageIdentity): MessageRow | null {
  const row = statement(
    `SELECT id, has_texts, ${messageColumns} FROM statuswire_messages WHERE message_id = ? AND project_id = ?`,
  ).get(encodeText(identity.messageId), encodeText(identity.projectId));
  if (row === undefined) return null;
  return { id: Number(row.id), message: messageOfRow(row), hasTexts: row.has_texts === 1 };
}

function columnsOf(message: MessageRecord, hasTexts: boolean, index: SeriesIndex) {
  const { evidence } = message;
  const series = seriesOf(evidence);
  const { ours, theirs } = numbersOf(evidence);
  return [
    index.idOf(series),
    series.status,
    isFailure(series.status) ? encodeText(series.errorCode) : null,
    encodeText(ours),
    encodeText(theirs),
    toInstant(evidence.firstSeenAt),
    toInstant(evidence.lastSeenAt),
    toOptionalInstant(awaitedSince(evidence)),
    Number(series.conflicted),
    Number(series.healed),
    Number(hasTexts),
    message.eventCount,
    message.deliveryCount,
    amountsOf(message).late,
    encodeEvidence(evidence),
  ] as const;
}

/** Writes a new message; returns its id. */
export function insertMessage(
  { statement }: Connection,
  index: SeriesIndex,
  message: MessageRecord,
  hasTexts: boolean,
): number {
  const { projectId, messageId } = message.evidence;
  const { lastInsertRowid } = statement(
    `INSERT INTO statuswire_messages (series, status, error_code, ours, theirs, first_seen_at, last_seen_at, awaited_since,
     conflicted, healed, has_texts, events, deliveries, late, evidence, message_id, project_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(...columnsOf(message, hasTexts, index), encodeText(messageId), encodeText(projectId));
  return Number(lastInsertRowid);
}

/** Writes what a known message has become. */
export function updateMessage(
  { statement }: Connection,
  index: SeriesIndex,
  id: number,
  message: MessageRecord,
  hasTexts: boolean,
): void {
  statement(
    `UPDATE statuswire_messages SET series = ?, status = ?, error_code = ?, ours = ?, theirs = ?, first_seen_at = ?,
     last_seen_at = ?, awaited_since = ?, conflicted = ?, healed = ?, has_texts = ?, events = ?, deliveries = ?, late = ?,
     evidence = ? WHERE id = ?`,
  ).run(...columnsOf(message, hasTexts, index), id);
}

/** Brings the searchable values of custom variables up to date. */
export function writeVariables(
  { statement }: Connection,
  id: number,
  before: MessageRecord | null,
  after: MessageRecord,
): void {
  // Nearly always: most messages have no variables.
  if (after.evidence.customVariables === null) return;
  const values = new Set(searchable(after));
  for (const value of before === null ? [] : searchable(before)) {
    if (!values.delete(value))
      statement('DELETE FROM statuswire_variables WHERE value = ? AND message = ?').run(value, id);
  }
  for (const value of values) {
    statement('INSERT OR IGNORE INTO statuswire_variables (value, message) VALUES (?, ?)').run(value, id);
  }
}

/** The searchable values of a message, as they are stored. */
export function searchable({ evidence }: MessageRecord): readonly string[] {
  const values = Object.values(evidence.customVariables?.value ?? {});
  return [...new Set(values.map((value) => encodeText(searchableVariable(value))))];
}

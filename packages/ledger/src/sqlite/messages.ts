import { isFailure } from '@statuswire/contracts';
import { amountsOf, type MessageRecord, numbersOf, seriesOf } from '../figures.ts';
import { awaitedSince, searchableVariable } from '../message-filter.ts';
import type { MessageIdentity } from '../message-identity.ts';
import { type MessageState, stateOf } from '../message-state.ts';
import { decodeEvidence, encodeEvidence } from '../row-codec.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import { type Connection, type Parameter, type Row, toInstant, toOptionalInstant } from './connection.ts';
import type { SeriesIndex } from './series.ts';

/** A message as it stands in the table. */
export interface MessageRow {
  readonly id: number;
  readonly message: MessageRecord;
  readonly row: Row;
}

/** Columns by their names. */
export type Columns = Readonly<Record<string, Parameter>>;

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
  const row = statement('SELECT * FROM statuswire_messages WHERE message_id = ? AND project_id = ?').get(
    encodeText(identity.messageId),
    encodeText(identity.projectId),
  );
  return row === undefined ? null : { id: Number(row.id), message: messageOfRow(row), row };
}

/** What the columns of a message say, but for its identity and its check. */
export function columnsOf(message: MessageRecord, hasTexts: boolean, index: SeriesIndex): Columns {
  const { evidence } = message;
  const series = seriesOf(evidence);
  const { ours, theirs } = numbersOf(evidence);
  return {
    series: index.idOf(series),
    status: series.status,
    error_code: isFailure(series.status) ? encodeText(series.errorCode) : null,
    ours: encodeText(ours),
    theirs: encodeText(theirs),
    first_seen_at: toInstant(evidence.firstSeenAt),
    last_seen_at: toInstant(evidence.lastSeenAt),
    awaited_since: toOptionalInstant(awaitedSince(evidence)),
    conflicted: Number(series.conflicted),
    healed: Number(series.healed),
    has_texts: Number(hasTexts),
    events: message.eventCount,
    deliveries: message.deliveryCount,
    late: amountsOf(message).late,
    evidence: encodeEvidence(evidence),
  };
}

/** What the columns of a check say that is planned anew. */
export function plannedCheck(nextCheckAt: string | null): Columns {
  return {
    next_check_at: toOptionalInstant(nextCheckAt),
    check_attempts: 0,
    check_gone: 0,
    lease_owner: null,
    lease_until: null,
  };
}

/** Writes a new message; returns its id. */
export function insertMessage({ statement }: Connection, identity: MessageIdentity, columns: Columns): number {
  const all = {
    message_id: encodeText(identity.messageId),
    project_id: encodeText(identity.projectId),
    ...columns,
  };
  const names = Object.keys(all);
  const { lastInsertRowid } = statement(
    `INSERT INTO statuswire_messages (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  ).run(...Object.values(all));
  return Number(lastInsertRowid);
}

/**
 * Writes what a known message has become. Only columns that changed are named, since SQLite rewrites each index of every
 * column that is, changed or not: most events touch three of a dozen indexes.
 */
export function updateMessage({ statement }: Connection, id: number, row: Row, columns: Columns): void {
  const changed = Object.keys(columns).filter((name) => columns[name] !== row[name]);
  if (changed.length === 0) return;
  statement(`UPDATE statuswire_messages SET ${changed.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
    ...changed.map((name) => columns[name] ?? null),
    id,
  );
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

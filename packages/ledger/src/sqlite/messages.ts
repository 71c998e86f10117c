import { isFailure } from '@statuswire/contracts';
import { figuresOfMessage, type MessageFigures, type MessageRecord, numbersOf } from '../figures.ts';
import { awaitedSince, searchableVariable } from '../message-filter.ts';
import type { MessageIdentity } from '../message-identity.ts';
import { type MessageState, stateOf } from '../message-state.ts';
import { decodeEvidence, encodeEvidence } from '../row-codec.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { AwaitedMessage } from './awaited.ts';
import { type Connection, type Parameter, type Row, toInstant, toOptionalInstant } from './connection.ts';
import type { SeriesIndex } from './series.ts';

/** What the columns of a message say that its record decides, in the order of `recordColumns`. */
export type RecordColumns = readonly Parameter[];

/** What the columns of a message's check say, in the order of `checkColumns`. */
export type CheckColumns = readonly Parameter[];

/** A message as it stands in the table. */
export interface MessageRow {
  readonly id: number;
  readonly message: MessageRecord;
  readonly columns: RecordColumns;
  /** What it counts for, where that is known. */
  readonly figures?: MessageFigures;
}

const recordColumns = [
  'series',
  'status',
  'error_code',
  'ours',
  'theirs',
  'first_seen_at',
  'last_seen_at',
  'awaited_since',
  'conflicted',
  'healed',
  'has_texts',
  'events',
  'deliveries',
  'late',
  'evidence',
] as const;

const checkColumns = ['next_check_at', 'check_attempts', 'check_gone', 'lease_owner', 'lease_until'] as const;

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

/** The columns that `rowOf` reads. */
export const rowColumns = `id, project_id, message_id, ${recordColumns.join(', ')}`;

/** Reads a row of `rowColumns`. */
export function rowOf(row: Row): MessageRow {
  return {
    id: Number(row.id),
    message: messageOfRow(row),
    columns: recordColumns.map((name) => row[name] as Parameter),
  };
}

/** A message; `null` where nothing is recorded of it. */
export function findMessage({ statement }: Connection, identity: MessageIdentity): MessageRow | null {
  const row = statement(`SELECT ${rowColumns} FROM statuswire_messages WHERE message_id = ? AND project_id = ?`).get(
    encodeText(identity.messageId),
    encodeText(identity.projectId),
  );
  return row === undefined ? null : rowOf(row);
}

/** What the columns of a message say, but for its identity and its check. */
export function columnsOf(
  message: MessageRecord,
  hasTexts: boolean,
  index: SeriesIndex,
  [{ series, amounts }]: MessageFigures = figuresOfMessage(message),
): RecordColumns {
  const { evidence } = message;
  const { ours, theirs } = numbersOf(evidence);
  return [
    index.series.idOf(series),
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
    amounts.late,
    encodeEvidence(evidence),
  ];
}

const place = Object.fromEntries(recordColumns.map((name, column) => [name, column])) as Readonly<
  Record<(typeof recordColumns)[number], number>
>;

/** What of a message counts while a receipt is awaited for it; `null` where none is. */
export function awaitedOf(columns: RecordColumns): AwaitedMessage | null {
  const number = (name: (typeof recordColumns)[number]) => Number(columns[place[name]]);
  if (columns[place.awaited_since] === null) return null;
  return {
    since: number('awaited_since'),
    firstSeenAt: number('first_seen_at'),
    series: number('series'),
    events: number('events'),
    deliveries: number('deliveries'),
    late: number('late'),
  };
}

/** How long the longest of the columns is, in UTF-16 units. */
export function evidenceLength(columns: RecordColumns): number {
  return String(columns[place.evidence]).length;
}

/** Whether texts are kept of a message. */
export function keepsTexts({ columns }: MessageRow): boolean {
  return columns[place.has_texts] === 1;
}

/** What the columns of a check say that is planned anew. */
export function plannedCheck(nextCheckAt: string | null): CheckColumns {
  return [toOptionalInstant(nextCheckAt), 0, 0, null, null];
}

const insertSql = (() => {
  const names = ['message_id', 'project_id', ...recordColumns, ...checkColumns];
  return `INSERT INTO statuswire_messages (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
})();

/** Writes a new message; returns its id. */
export function insertMessage(
  { statement }: Connection,
  identity: MessageIdentity,
  columns: RecordColumns,
  check: CheckColumns,
): number {
  const { lastInsertRowid } = statement(insertSql).run(
    encodeText(identity.messageId),
    encodeText(identity.projectId),
    ...columns,
    ...check,
  );
  return Number(lastInsertRowid);
}

// By the columns that they name, one bit each.
const updates = new Map<number, string>();

function updateSql(mask: number): string {
  const known = updates.get(mask);
  if (known !== undefined) return known;
  const names = [...recordColumns, ...checkColumns].filter((_, column) => (mask & (1 << column)) !== 0);
  const sql = `UPDATE statuswire_messages SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`;
  updates.set(mask, sql);
  return sql;
}

const checkMask = ((1 << checkColumns.length) - 1) << recordColumns.length;

/**
 * Writes what a known message has become. Only columns that changed are named, since SQLite rewrites each index of every
 * column that is, changed or not: most events touch three of a dozen indexes.
 */
export function updateMessage(
  { statement }: Connection,
  { id, columns: before }: MessageRow,
  after: RecordColumns,
  check: CheckColumns | null,
): void {
  let mask = check === null ? 0 : checkMask;
  const values: Parameter[] = [];
  for (let column = 0; column < after.length; column += 1) {
    const value = after[column] ?? null;
    if (value === before[column]) continue;
    mask |= 1 << column;
    values.push(value);
  }
  if (mask !== 0) statement(updateSql(mask)).run(...values, ...(check ?? []), id);
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

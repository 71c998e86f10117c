import type { Series } from '../figures.ts';
import {
  type MessageFilter,
  passesFilter,
  passesSeries,
  type SearchTerms,
  searchTerms,
  withCutNumber,
} from '../message-filter.ts';
import { type MessageState, stateOf } from '../message-state.ts';
import { decodeCursor, encodeCursor } from '../page-cursor.ts';
import { encodeText, prefixEnd } from '../storable-text.ts';
import type { ListQuery, Page } from '../store.ts';
import { type Connection, type Parameter, type Row, toInstant } from './connection.ts';
import { messageColumns, messageOfRow } from './messages.ts';
import type { SeriesIndex } from './series.ts';

// Most messages that one page looks at. Bounds how long a page can take under a filter that hardly anything passes.
const mostScanned = 5_000;
// Up to as many messages found by search terms are filtered and sorted one by one; a search that finds more is a filter.
const mostFound = 1_000;

interface Scan {
  readonly index: string;
  readonly where: readonly string[];
  readonly parameters: readonly Parameter[];
}

/** One page of messages. Within a reading transaction. */
export function list(connection: Connection, series: SeriesIndex, query: ListQuery): Page<MessageState> {
  const after = query.after === null ? null : decodeCursor(query.after, ['number', 'number']);
  const filter = withCutNumber(query.filter);
  const { search } = filter;
  const found = search === undefined ? null : findBySearch(connection, searchTerms(search));
  const scan =
    found === null
      ? scanFor(filter, query.sort)
      : { index: '', where: ['id IN (SELECT value FROM json_each(?))'], parameters: [JSON.stringify(found)] };
  return readPage(connection, series.all(), { ...query, filter }, scan, after);
}

function readPage(
  { statement }: Connection,
  series: ReadonlyMap<number, Series>,
  query: ListQuery,
  scan: Scan,
  after: readonly (string | number)[] | null,
): Page<MessageState> {
  const column = query.sort === 'firstSeenAt' ? 'first_seen_at' : 'last_seen_at';
  const [comparison, direction] = query.order === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC'];
  const { since, until } = query.filter;
  // Only what bounds the scan: every other condition would let the database pass over any number of rows unseen.
  // Messages are last seen after they are first seen, so since bounds both; until bounds but one.
  const conditions: (readonly [sql: string, ...parameters: Parameter[]])[] = [];
  if (since !== undefined) conditions.push([`${column} >= ?`, toInstant(since)]);
  if (until !== undefined && query.sort === 'firstSeenAt') conditions.push([`${column} < ?`, toInstant(until)]);
  if (after !== null) conditions.push([`(${column}, id) ${comparison} (?, ?)`, ...after]);
  const where = [...scan.where, ...conditions.map(([sql]) => sql)];
  const candidates = statement(
    `SELECT id, series, ${column} AS at FROM statuswire_messages ${scan.index}
     ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
     ORDER BY ${column} ${direction}, id ${direction} LIMIT ${mostScanned}`,
  ).iterate(...scan.parameters, ...conditions.flatMap(([, ...parameters]) => parameters));
  const whole = statement(`SELECT ${messageColumns} FROM statuswire_messages WHERE id = ?`);

  const items: MessageState[] = [];
  let scanned = 0;
  let last: Row | null = null;
  for (const candidate of candidates) {
    // One candidate past a full page: whether there is a next one at all.
    if (items.length === query.limit) return { items, next: last === null ? null : cursorOf(last) };
    scanned += 1;
    last = candidate;
    const ofSeries = series.get(Number(candidate.series));
    if (ofSeries === undefined || !passesSeries(ofSeries, query.filter)) continue;
    const row = whole.get(Number(candidate.id));
    if (row === undefined) continue;
    const message = messageOfRow(row);
    if (!passesFilter(message, query.filter, query.receiptCutoff)) continue;
    items.push(stateOf(message.evidence, message.eventCount));
  }
  return { items, next: scanned === mostScanned && last !== null ? cursorOf(last) : null };
}

function cursorOf(row: Row): string {
  return encodeCursor([Number(row.at), Number(row.id)]);
}

// The index that leaves least to look at. All but the last hold messages in order of first_seen_at.
function scanFor(filter: MessageFilter, sort: ListQuery['sort']): Scan {
  const by = (index: string, where: readonly string[], ...parameters: readonly Parameter[]): Scan => ({
    index: `INDEXED BY statuswire_messages_${index}`,
    where,
    parameters,
  });
  if (sort === 'lastSeenAt') return by('last_seen', []);
  if (filter.conflicted === true) return by('conflicted', ['conflicted = 1']);
  if (filter.healed === true) return by('healed', ['healed = 1']);
  if (filter.errorCode !== undefined) return by('error', ['error_code = ?'], encodeText(filter.errorCode));
  const status = filter.status ?? onlyStatusOf(filter.outcome);
  if (status !== null) return by('status', ['status = ?'], status);
  if (filter.number !== undefined) return by('ours', ['ours = ?'], encodeText(filter.number));
  if (filter.projectId !== undefined) return by('project', ['project_id = ?'], encodeText(filter.projectId));
  return by('first_seen', []);
}

function onlyStatusOf(outcome: MessageFilter['outcome']): Series['status'] | null {
  switch (outcome) {
    case 'pending':
      return 'queued';
    case 'accepted_no_receipt':
      return 'sent';
    case 'received':
    case 'unknown':
      return outcome;
    default:
      return null;
  }
}

/** The ids of all messages that a search finds; `null` where they are too many to be taken one by one. */
function findBySearch({ statement }: Connection, terms: SearchTerms): readonly number[] | null {
  const ids = new Set<number>();
  const find = (sql: string, term: string): boolean => {
    const text = encodeText(term);
    const rows = statement(`${sql} LIMIT ${mostFound + 1}`).all(text, prefixEnd(text));
    for (const row of rows) ids.add(Number(row.id));
    return rows.length <= mostFound;
  };
  const complete =
    find('SELECT id FROM statuswire_messages WHERE message_id >= ? AND message_id < ?', terms.messageId) &&
    terms.numbers.every(
      (number) =>
        find('SELECT id FROM statuswire_messages WHERE ours >= ? AND ours < ?', number) &&
        find('SELECT id FROM statuswire_messages WHERE theirs >= ? AND theirs < ?', number),
    ) &&
    find('SELECT message AS id FROM statuswire_variables WHERE value >= ? AND value < ?', terms.variable);
  return complete ? [...ids] : null;
}

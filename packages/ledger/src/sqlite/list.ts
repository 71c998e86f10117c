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
import type { ListQuery, Page } from '../store-requests.ts';
import { type Connection, type Parameter, toInstant } from './connection.ts';
import { messageColumns, messageOfRow } from './messages.ts';
import type { SeriesIndex } from './series.ts';

// Most messages that one page looks at: bounds how long a page takes under a filter that hardly anything passes. Those that
// their series rules out cost little, those that must be read whole cost more.
const mostScanned = 5_000;
const mostRead = 1_000;
// A search that finds no more than this by its indexes is answered from them; one that finds more is scanned for.
const mostFoundByNumber = 10_000;
const mostFound = 500;

interface Scan {
  readonly index: string;
  readonly where: readonly string[];
  readonly parameters: readonly Parameter[];
}

interface Candidate {
  readonly id: number;
  /** The time that the list is sorted by. */
  readonly at: number;
  /** Its series, where that has been read already. */
  readonly series?: number;
}

/** One page of messages. Within a reading transaction. */
export function list(connection: Connection, series: SeriesIndex, query: ListQuery): Page<MessageState> {
  const cursor = query.after === null ? null : decodeCursor(query.after, ['number', 'number']);
  const after = cursor === null ? null : { at: Number(cursor[0]), id: Number(cursor[1]) };
  const filter = withCutNumber(query.filter);
  const { search } = filter;
  const found = search === undefined ? null : findBySearch(connection, searchTerms(search), query.sort);
  const candidates =
    found === null ? scan(connection, { ...query, filter }, after) : inOrder(found, query.order, after);
  return readPage(connection, series.series.all(), { ...query, filter }, candidates);
}

function readPage(
  { statement }: Connection,
  series: ReadonlyMap<number, Series>,
  query: ListQuery,
  candidates: Iterable<Candidate>,
): Page<MessageState> {
  const whole = statement(`SELECT series, ${messageColumns} FROM statuswire_messages WHERE id = ?`);
  const items: MessageState[] = [];
  let scanned = 0;
  let read = 0;
  let last: Candidate | null = null;
  for (const candidate of candidates) {
    // One candidate past the page: whether there is a next one at all.
    if (items.length === query.limit || scanned === mostScanned || read === mostRead) {
      return { items, next: last === null ? null : encodeCursor([last.at, last.id]) };
    }
    scanned += 1;
    last = candidate;
    const row = candidate.series === undefined ? whole.get(candidate.id) : undefined;
    const ofSeries = series.get(candidate.series ?? Number(row?.series));
    if (ofSeries === undefined || !passesSeries(ofSeries, query.filter)) continue;
    read += 1;
    const found = row ?? whole.get(candidate.id);
    if (found === undefined) continue;
    const message = messageOfRow(found);
    if (!passesFilter(message, query.filter, query.receiptCutoff)) continue;
    items.push(stateOf(message.evidence, message.eventCount));
  }
  return { items, next: null };
}

function* scan({ statement }: Connection, query: ListQuery, after: Candidate | null): Iterable<Candidate> {
  const { index, where, parameters } = scanFor(query.filter, query.sort);
  const column = query.sort === 'firstSeenAt' ? 'first_seen_at' : 'last_seen_at';
  const [comparison, direction] = query.order === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC'];
  const { since, until } = query.filter;
  // Only what bounds the scan: every other condition would let the database pass over any number of rows unseen.
  // Messages are last seen after they are first seen, so since bounds both; until bounds but one.
  const conditions: (readonly [sql: string, ...parameters: Parameter[]])[] = [];
  if (since !== undefined) conditions.push([`${column} >= ?`, toInstant(since)]);
  if (until !== undefined && query.sort === 'firstSeenAt') conditions.push([`${column} < ?`, toInstant(until)]);
  if (after !== null) conditions.push([`(${column}, id) ${comparison} (?, ?)`, after.at, after.id]);
  const all = [...where, ...conditions.map(([sql]) => sql)];
  const rows = statement(
    `SELECT id, series, ${column} AS at FROM statuswire_messages ${index} ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`}
     ORDER BY ${column} ${direction}, id ${direction}`,
  ).iterate(...parameters, ...conditions.flatMap(([, ...ofCondition]) => ofCondition));
  for (const row of rows) yield { id: Number(row.id), at: Number(row.at), series: Number(row.series) };
}

function inOrder(
  found: readonly Candidate[],
  order: ListQuery['order'],
  after: Candidate | null,
): readonly Candidate[] {
  const sign = order === 'ascending' ? 1 : -1;
  const compare = (a: Candidate, b: Candidate) => sign * (a.at - b.at || a.id - b.id);
  return found.filter((candidate) => after === null || compare(candidate, after) > 0).sort(compare);
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

/** All messages that a search finds; `null` where they are too many to be taken one by one. */
function findBySearch(
  { statement }: Connection,
  terms: SearchTerms,
  sort: ListQuery['sort'],
): readonly Candidate[] | null {
  const column = sort === 'firstSeenAt' ? 'first_seen_at' : 'last_seen_at';
  // The indexes of numbers hold the one time, so that no message need be read to sort by it.
  const mostNumbers = sort === 'firstSeenAt' ? mostFoundByNumber : mostFound;
  const found = new Map<number, Candidate>();
  const find = (sql: string, term: string, most: number): boolean => {
    const text = encodeText(term);
    const rows = statement(`${sql} LIMIT ${most + 1}`).all(text, prefixEnd(text));
    for (const row of rows) found.set(Number(row.id), { id: Number(row.id), at: Number(row.at) });
    return rows.length <= most;
  };
  const select = `SELECT id, ${column} AS at FROM statuswire_messages`;
  const complete =
    find(`${select} WHERE message_id >= ? AND message_id < ?`, terms.messageId, mostFound) &&
    find(
      `SELECT m.id, m.${column} AS at FROM statuswire_variables v JOIN statuswire_messages m ON m.id = v.message
       WHERE v.value >= ? AND v.value < ?`,
      terms.variable,
      mostFound,
    ) &&
    terms.numbers.every(
      (number) =>
        find(`${select} INDEXED BY statuswire_messages_ours WHERE ours >= ? AND ours < ?`, number, mostNumbers) &&
        find(`${select} INDEXED BY statuswire_messages_theirs WHERE theirs >= ? AND theirs < ?`, number, mostNumbers),
    );
  return complete ? [...found.values()] : null;
}

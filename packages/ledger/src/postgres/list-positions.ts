import type { MessageFilter } from '../message-filter.ts';
import type { ListQuery } from '../store-requests.ts';
import type { Row, Statements } from './database.ts';
import {
  allOf,
  createValues,
  outcomeConditions,
  seriesConditions,
  statusesOf,
  timeConditions,
  type Values,
} from './filter-conditions.ts';
import { arrayOf } from './parameters.ts';
import { rangesOf } from './search-terms.ts';

/** Where a message stands in a list: its time, and its id among those of the same millisecond. */
export interface Position {
  readonly at: number;
  readonly id: number;
}

/** Messages that may belong on a page, in its order, and how far was looked. */
export interface FoundPositions {
  readonly found: readonly Position[];
  /** Everything up to here was looked at; `null` where nothing is left. */
  readonly end: Position | null;
}

// What one page may cost, at most.
const maxLookedAt = 5_000;
const maxSeries = 500;
const maxCandidates = 1_000;

/**
 * Finds what may belong on a page in the cheapest of four ways: the time index as it is, without a filter; what a search
 * finds, where that is little; a few series' own time indexes; or a stretch of the time index, passed through the filter.
 */
export async function findPositions(
  statements: Statements,
  query: ListQuery,
  after: Position | null,
): Promise<FoundPositions> {
  const { filter } = query;
  if (filter.search !== undefined) {
    const candidates = await findCandidates(statements, filter.search);
    if (candidates.length <= maxCandidates) return amongCandidates(statements, query, after, candidates);
  } else if (!namesSeries(filter)) {
    return inTimeIndex(statements, query, after);
  } else if (query.sort === 'firstSeenAt') {
    const series = await wantedSeries(statements, filter);
    if (series.length <= maxSeries) return inSeriesIndexes(statements, query, after, series);
  }
  return inFilteredTimeIndex(statements, query, after);
}

const timesOnly: ReadonlySet<string> = new Set(['since', 'until', 'search']);

function namesSeries(filter: MessageFilter): boolean {
  return Object.entries(filter).some(([name, value]) => value !== undefined && !timesOnly.has(name));
}

/** The parts of a statement that say which order, and where to go on. */
function frameOf({ sort, order }: ListQuery, after: Position | null, values: Values) {
  const time = sort === 'firstSeenAt' ? 'first_seen_at' : 'last_seen_at';
  const [direction, further] = order === 'ascending' ? ['ASC', '>'] : ['DESC', '<'];
  const goesOn =
    after === null
      ? []
      : [
          `(message.${time}, message.id) ${further} (${values.add(after.at, 'bigint')}, ${values.add(after.id, 'bigint')})`,
        ];
  return { time, goesOn, inOrder: `message.${time} ${direction}, message.id ${direction}`, direction };
}

async function inTimeIndex(statements: Statements, query: ListQuery, after: Position | null): Promise<FoundPositions> {
  // A range of first-seen times is one of the index only where the list is in their order.
  if (query.sort === 'lastSeenAt' && (query.filter.since ?? query.filter.until) !== undefined) {
    return inFilteredTimeIndex(statements, query, after);
  }
  const values = createValues();
  const { time, goesOn, inOrder } = frameOf(query, after, values);
  const rows = await statements.runOnce(
    `
SELECT message.${time}, message.id FROM statuswire.messages message
WHERE ${allOf([...timeConditions(query.filter, values), ...goesOn])}
ORDER BY ${inOrder} LIMIT ${values.add(query.limit + 1, 'integer')}`,
    values.list,
  );
  const found = rows.map(toPosition);
  return { found, end: found.length > query.limit ? (found.at(-1) ?? null) : null };
}

async function inFilteredTimeIndex(
  statements: Statements,
  query: ListQuery,
  after: Position | null,
): Promise<FoundPositions> {
  const found: Position[] = [];
  let last = after;
  // A short stretch first: where the filter lets most through, that is all it takes.
  for (let lookedAt = 0, stretch = Math.max(500, query.limit + 1); lookedAt < maxLookedAt; ) {
    const values = createValues();
    const { time, goesOn, inOrder, direction } = frameOf(query, last, values);
    const [within, beyond] =
      query.sort === 'firstSeenAt'
        ? [timeConditions(query.filter, values), []]
        : [[], timeConditions(query.filter, values)];
    const passes = [
      ...beyond,
      ...seriesConditions(query.filter, values),
      ...outcomeConditions(query.filter.outcome, query.receiptCutoff, values),
    ];
    const rows = await statements.runOnce(
      `
WITH message AS MATERIALIZED (
  SELECT message.id, message.first_seen_at, message.${time} AS at, message.series_id, message.awaited_since
  FROM statuswire.messages message
  WHERE ${allOf([...within, ...goesOn])}
  ORDER BY ${inOrder} LIMIT ${values.add(stretch, 'integer')}
)
SELECT message.at, message.id, ${allOf(passes)}
FROM message
JOIN statuswire.series series ON series.id = message.series_id
JOIN statuswire.lines line ON line.id = series.line_id
ORDER BY message.at ${direction}, message.id ${direction}`,
      values.list,
    );
    for (const row of rows) if (row[2] === 't') found.push(toPosition(row));
    const end = rows.at(-1);
    if (end === undefined || rows.length < stretch) return { found, end: null };
    last = toPosition(end);
    if (found.length >= query.limit && query.filter.search === undefined) break;
    lookedAt += stretch;
    stretch = maxLookedAt - lookedAt;
  }
  return { found, end: last };
}

async function wantedSeries(statements: Statements, filter: MessageFilter): Promise<readonly number[]> {
  const values = createValues();
  const statuses =
    filter.outcome === undefined
      ? []
      : [`series.status = ANY (${values.add(statusesOfOutcome(filter.outcome), 'text[]')})`];
  const rows = await statements.runOnce(
    `
SELECT series.id FROM statuswire.series series JOIN statuswire.lines line ON line.id = series.line_id
WHERE ${allOf([...seriesConditions(filter, values), ...statuses])}
LIMIT ${maxSeries + 1}`,
    values.list,
  );
  return rows.map(([id]) => Number(id));
}

function statusesOfOutcome(outcome: NonNullable<MessageFilter['outcome']>): readonly string[] {
  const statuses = statusesOf(outcome);
  return outcome === 'in_transit' || outcome === 'accepted_no_receipt' ? [...statuses, 'sent'] : statuses;
}

async function inSeriesIndexes(
  statements: Statements,
  query: ListQuery,
  after: Position | null,
  series: readonly number[],
): Promise<FoundPositions> {
  const values = createValues();
  const { goesOn, inOrder, direction } = frameOf(query, after, values);
  const wanted = values.add(arrayOf(series), 'integer[]');
  const perSeries = Math.max(query.limit + 1, Math.floor(maxLookedAt / Math.max(1, series.length)));
  const rows = await statements.runOnce(
    `
SELECT message.first_seen_at, message.id, ${allOf(outcomeConditions(query.filter.outcome, query.receiptCutoff, values))},
  series.id
FROM statuswire.series series
CROSS JOIN LATERAL (
  SELECT message.id, message.first_seen_at, message.awaited_since FROM statuswire.messages message
  WHERE ${allOf(['message.series_id = series.id', ...timeConditions(query.filter, values), ...goesOn])}
  ORDER BY ${inOrder} LIMIT ${values.add(perSeries, 'integer')}
) message
WHERE series.id = ANY (${wanted})
ORDER BY message.first_seen_at ${direction}, message.id ${direction}
LIMIT ${values.add(maxLookedAt, 'integer')}`,
    values.list,
  );
  const given = new Map<unknown, number>();
  const found: Position[] = [];
  for (const row of rows) {
    const [, , passes, id] = row;
    if (passes === 't') found.push(toPosition(row));
    const count = (given.get(id) ?? 0) + 1;
    given.set(id, count);
    // A series that gave all it may has more behind its last, and that may belong before what comes next here.
    if (count === perSeries) return { found, end: toPosition(row) };
  }
  const last = rows.at(-1);
  return { found, end: last === undefined || rows.length < maxLookedAt ? null : toPosition(last) };
}

async function findCandidates(statements: Statements, search: string): Promise<readonly number[]> {
  const values = createValues();
  const ranges = rangesOf(search).map(
    ([from, to]) => `
SELECT message_id FROM statuswire.search_terms
WHERE term >= ${values.add(from, 'text')} AND term < ${values.add(to, 'text')}`,
  );
  const rows = await statements.runOnce(`${ranges.join('\nUNION ALL')}\nLIMIT ${maxCandidates + 1}`, values.list);
  return rows.map(([id]) => Number(id));
}

async function amongCandidates(
  statements: Statements,
  query: ListQuery,
  after: Position | null,
  candidates: readonly number[],
): Promise<FoundPositions> {
  const values = createValues();
  const { time, goesOn, inOrder } = frameOf(query, after, values);
  const conditions = [
    `message.id = ANY (${values.add(arrayOf(candidates), 'bigint[]')})`,
    ...timeConditions(query.filter, values),
    ...goesOn,
    ...seriesConditions(query.filter, values),
    ...outcomeConditions(query.filter.outcome, query.receiptCutoff, values),
  ];
  const rows = await statements.runOnce(
    `
SELECT message.${time}, message.id FROM statuswire.messages message
JOIN statuswire.series series ON series.id = message.series_id
JOIN statuswire.lines line ON line.id = series.line_id
WHERE ${allOf(conditions)}
ORDER BY ${inOrder}`,
    values.list,
  );
  return { found: rows.map(toPosition), end: null };
}

function toPosition([at, id]: Row): Position {
  return { at: Number(at), id: Number(id) };
}

import { hourOf, minuteOf, type Series } from '../figures.ts';
import type { MessageFilter } from '../message-filter.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { SeriesFigures, SummaryFigures, SummaryQuery } from '../store-requests.ts';
import type { Database, Row, Statements } from './database.ts';
import { coarseRanges, type FigureRange, hourRange, rowsWithin } from './figure-ranges.ts';
import { allOf, createValues, lineConditions, seriesConditions } from './filter-conditions.ts';
import { toInstantOrNull, toMilliseconds } from './instant.ts';

// All figures as they stand at one moment: one statement must not count messages that another does not know.
const begin = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** The figures of a dashboard. */
export function summarize(database: Database, query: SummaryQuery): Promise<SummaryFigures> {
  return database.transact(begin, async (statements) => ({
    ...(await countSeries(statements, query)),
    awaited: await countAwaited(statements, query),
    latencies: await countLatencies(statements, query),
    tallies: await sumTallies(statements, query),
    ...(await countCallbacks(statements, query)),
    ...(await countPending(statements, query)),
  }));
}

const seriesColumns = `line.project_id, line.dialect, line.kind, line.number, series.prefix, series.status,
  series.error_code, series.conflicted, series.healed, series.sources`;

function seriesOfRow(row: Row): Series {
  const [projectId, dialect, kind, number, prefix, status, errorCode, conflicted, healed, sources] = row;
  return {
    projectId: decodeText(String(projectId)),
    dialect: dialect as Series['dialect'],
    kind: kind as Series['kind'],
    number: decodeText(String(number)),
    prefix: String(prefix),
    status: status as Series['status'],
    errorCode: decodeText(String(errorCode)),
    conflicted: conflicted === 't',
    healed: healed === 't',
    sources: sources as Series['sources'],
  };
}

function seriesFigures(amounts: Row, series: Row): SeriesFigures {
  const [messages = 0, events = 0, repeats = 0, late = 0] = amounts.map(Number);
  return { series: seriesOfRow(series), messages, events, repeats, late };
}

// What PostgreSQL sums of bigints is a numeric, at several times the cost. Numbers of JavaScript are exact just as far.
const sum = (column: string) => `sum(${column}::double precision)`;

async function countSeries(
  statements: Statements,
  { filter, interval }: SummaryQuery,
): Promise<Pick<SummaryFigures, 'totals' | 'timeline'>> {
  const values = createValues();
  const ranges = interval === 'day' ? coarseRanges(rangeOf(filter)) : [hourRange(rangeOf(filter))];
  // One reading of the figures for both: rows with a series are totals, rows with a bucket are the timeline.
  const rows = await statements.runOnce(
    `
WITH wanted AS MATERIALIZED (
  SELECT series.id, series.status
  FROM statuswire.series series JOIN statuswire.lines line ON line.id = series.line_id
  WHERE ${allOf(seriesConditions(filter, values))}
), figures AS (
  ${rowsWithin('message_figures', 'series_id, messages, events, repeats, late', interval, ranges, values)}
), counted AS (
  SELECT figures.series_id, figures.bucket, wanted.status, ${sum('figures.messages')} AS messages,
    ${sum('figures.events')} AS events, ${sum('figures.repeats')} AS repeats, ${sum('figures.late')} AS late
  FROM figures JOIN wanted ON wanted.id = figures.series_id
  GROUP BY GROUPING SETS ((figures.series_id), (figures.bucket, wanted.status))
)
SELECT counted.bucket, counted.status, counted.messages, counted.events, counted.repeats, counted.late, ${seriesColumns}
FROM counted
LEFT JOIN statuswire.series series ON series.id = counted.series_id
LEFT JOIN statuswire.lines line ON line.id = series.line_id`,
    values.list,
  );
  return {
    totals: rows.flatMap(([bucket, _status, ...row]) =>
      bucket === null ? [seriesFigures(row.slice(0, 4), row.slice(4))] : [],
    ),
    timeline: rows.flatMap(([bucket, status, messages]) =>
      bucket === null
        ? []
        : [{ bucket: Number(bucket), status: status as Series['status'], messages: Number(messages) }],
    ),
  };
}

const hourMs = 3_600_000;

async function countAwaited(
  statements: Statements,
  { filter, interval, receiptCutoff }: SummaryQuery,
): Promise<SummaryFigures['awaited']> {
  const values = createValues();
  const { from, until } = rangeOf(filter);
  const bucketMs = interval === 'hour' ? hourMs : 24 * hourMs;
  const conditions = [
    `message.awaited_since > ${values.add(toMilliseconds(receiptCutoff), 'bigint')}`,
    ...(from === null ? [] : [`message.first_seen_at >= ${values.add(from * hourMs, 'bigint')}`]),
    ...(until === null ? [] : [`message.first_seen_at < ${values.add(until * hourMs, 'bigint')}`]),
  ];
  const rows = await statements.runOnce(
    `
WITH counted AS MATERIALIZED (
  SELECT message.series_id, floor(message.first_seen_at / ${bucketMs}::double precision)::integer AS bucket,
    count(*) AS messages, sum(message.event_count) AS events, sum(message.delivery_count - message.event_count) AS repeats,
    sum(message.late_count) AS late
  FROM statuswire.messages message
  WHERE ${allOf(conditions)}
  GROUP BY 1, 2
)
SELECT counted.bucket, counted.messages, counted.events, counted.repeats, counted.late, ${seriesColumns}
FROM counted
JOIN statuswire.series series ON series.id = counted.series_id
JOIN statuswire.lines line ON line.id = series.line_id
WHERE ${allOf(seriesConditions(filter, values))}`,
    values.list,
  );
  return rows.map(([bucket, ...row]) => ({
    ...seriesFigures(row.slice(0, 4), row.slice(4)),
    bucket: Number(bucket),
  }));
}

async function countLatencies(statements: Statements, { filter }: SummaryQuery): Promise<SummaryFigures['latencies']> {
  const values = createValues();
  const ranges = coarseRanges(rangeOf(filter));
  const rows = await statements.runOnce(
    `
SELECT figures.measure, figures.clock, figures.step, ${sum('figures.readings')}
FROM (${rowsWithin('latency_figures', 'line_id, measure, clock, step, readings', 'day', ranges, values)}) AS figures
JOIN statuswire.lines line ON line.id = figures.line_id
WHERE ${allOf(lineConditions(filter, values))}
GROUP BY 1, 2, 3`,
    values.list,
  );
  return rows.map(([measure, clock, step, readings]) => ({
    measure: measure as SummaryFigures['latencies'][number]['measure'],
    clock: clock as SummaryFigures['latencies'][number]['clock'],
    step: Number(step),
    readings: Number(readings),
  }));
}

async function sumTallies(statements: Statements, { filter }: SummaryQuery): Promise<SummaryFigures['tallies']> {
  const values = createValues();
  const { from, until } = rangeOf(filter);
  const conditions = [
    ...(from === null ? [] : [`hour >= ${values.add(from, 'integer')}`]),
    ...(until === null ? [] : [`hour < ${values.add(until, 'integer')}`]),
    ...ofProject(filter, values),
  ];
  const rows = await statements.runOnce(
    `SELECT name, sum(amount) FROM statuswire.tallies WHERE ${allOf(conditions)} GROUP BY name`,
    values.list,
  );
  return rows.map(([name, amount]) => ({ name: decodeText(String(name)), amount: Number(amount) }));
}

async function countCallbacks(
  statements: Statements,
  { filter, recentSince }: SummaryQuery,
): Promise<Pick<SummaryFigures, 'recentCallbacks' | 'lastCallbackAt'>> {
  const values = createValues();
  const since = values.add(minuteOf(recentSince), 'bigint');
  const project = ofProject(filter, values);
  const [row] = await statements.runOnce(
    `
SELECT
  (SELECT coalesce(sum(deliveries), 0) FROM statuswire.activity_figures
    WHERE ${allOf([`minute >= ${since}`, `source = 'callback'`, ...project])}),
  (SELECT max(received_at) FROM statuswire.last_callbacks WHERE ${allOf(project)})`,
    values.list,
  );
  return { recentCallbacks: Number(row?.[0]), lastCallbackAt: toInstantOrNull(row?.[1] ?? null) };
}

// Asked apart for contradictions and all else, which is how the index has them.
const pending = `
SELECT
  (SELECT count(*) FROM statuswire.quarantine WHERE state = 'held'),
  (SELECT count(*) FROM (
    (SELECT FROM statuswire.messages WHERE conflicted AND next_check_at <= $1::bigint LIMIT 10000)
    UNION ALL
    (SELECT FROM statuswire.messages WHERE NOT conflicted AND next_check_at <= $1::bigint LIMIT 10000)
    LIMIT 10000
  ) AS due),
  least(
    (SELECT min(next_check_at) FROM statuswire.messages WHERE conflicted AND next_check_at <= $1::bigint),
    (SELECT min(next_check_at) FROM statuswire.messages WHERE NOT conflicted AND next_check_at <= $1::bigint)
  )`;

async function countPending(
  statements: Statements,
  { now }: SummaryQuery,
): Promise<Pick<SummaryFigures, 'quarantined' | 'due' | 'dueSince'>> {
  const [row] = await statements.run(pending, [toMilliseconds(now)]);
  return {
    quarantined: Number(row?.[0]),
    due: Number(row?.[1]),
    dueSince: toInstantOrNull(row?.[2] ?? null),
  };
}

function rangeOf({ since, until }: Pick<MessageFilter, 'since' | 'until'>): FigureRange {
  return { from: since === undefined ? null : hourOf(since), until: until === undefined ? null : hourOf(until) };
}

function ofProject(
  { projectId }: Pick<MessageFilter, 'projectId'>,
  values: ReturnType<typeof createValues>,
): readonly string[] {
  return projectId === undefined ? [] : [`project_id = ${values.add(encodeText(projectId), 'text')}`];
}

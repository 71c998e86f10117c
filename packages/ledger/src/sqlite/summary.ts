import { dayOfHour, hourOf, minuteOf, type Series } from '../figures.ts';
import { passesSeries, withCutNumber } from '../message-filter.ts';
import { encodeText } from '../storable-text.ts';
import type { SeriesFigures, SummaryFigures, SummaryQuery } from '../store.ts';
import { type Connection, fromOptionalInstant, type Parameter, type Row, toInstant } from './connection.ts';
import type { SeriesIndex } from './series.ts';

/** Hours or days, from (included) to (not included), that together make up a range. */
interface Segment {
  readonly grain: 0 | 1;
  readonly from: number;
  readonly until: number;
}

// Before and after all hours that anybody has seen.
const [firstHour, lastHour] = [-1e12, 1e12];
const mostDueCounted = 10_000;

type Amount = 'messages' | 'events' | 'repeats' | 'late';

/** The figures. Within a reading transaction. */
export function summary(connection: Connection, index: SeriesIndex, query: SummaryQuery): SummaryFigures {
  const filter = withCutNumber(query.filter);
  const { projectId } = filter;
  const from = filter.since === undefined ? firstHour : hourOf(filter.since);
  const until = filter.until === undefined ? lastHour : hourOf(filter.until);
  const all = index.all();
  const wanted = new Map([...all].filter(([, series]) => passesSeries(series, filter)));
  const scope: Scope = { connection, wanted, all: wanted.size === all.size };
  return {
    totals: totals(scope, segmentsOf(from, until)),
    timeline: timeline(scope, query.interval === 'hour' ? [{ grain: 0, from, until }] : segmentsOf(from, until), query),
    awaited: awaited(scope, from, until, query),
    latencies: latencies(connection, segmentsOf(from, until), filter),
    tallies: tallies(connection, from, until, projectId),
    recentCallbacks: recentCallbacks(connection, minuteOf(query.recentSince), projectId),
    lastCallbackAt: lastCallbackAt(connection, projectId),
    quarantined: Number(
      connection.statement("SELECT count(*) AS n FROM statuswire_quarantine WHERE state = 'held'").get()?.n,
    ),
    ...due(connection, toInstant(query.now)),
  };
}

interface Scope {
  readonly connection: Connection;
  readonly wanted: ReadonlyMap<number, Series>;
  /** Every series is wanted, so that nothing need be left out. */
  readonly all: boolean;
}

// Days cost a twenty-fourth of their hours; hours fill up what is no whole day.
function segmentsOf(from: number, until: number): readonly Segment[] {
  const firstDay = Math.ceil(from / 24);
  const endDay = Math.floor(until / 24);
  if (firstDay >= endDay) return [{ grain: 0, from, until }];
  const segments: readonly Segment[] = [
    { grain: 0, from, until: firstDay * 24 },
    { grain: 1, from: firstDay, until: endDay },
    { grain: 0, from: endDay * 24, until },
  ];
  return segments.filter((segment) => segment.from < segment.until);
}

function onlyWanted({ all, wanted }: Scope): readonly [sql: string, ...parameters: Parameter[]] {
  return all ? [''] : ['AND series IN (SELECT value FROM json_each(?))', JSON.stringify([...wanted.keys()])];
}

function totals(scope: Scope, segments: readonly Segment[]): readonly SeriesFigures[] {
  const rows = new Map<number, SeriesFigures>();
  const [condition, ...parameters] = onlyWanted(scope);
  for (const { grain, from, until } of segments) {
    const found = scope.connection
      .statement(
        `SELECT series, sum(messages) AS messages, sum(events) AS events, sum(repeats) AS repeats, sum(late) AS late
         FROM statuswire_figures WHERE grain = ? AND bucket >= ? AND bucket < ? ${condition} GROUP BY series`,
      )
      .all(grain, from, until, ...parameters);
    for (const row of found) {
      const id = Number(row.series);
      const series = scope.wanted.get(id);
      if (series === undefined) continue;
      const before = rows.get(id);
      const sum = (amount: Amount) => Number(row[amount]) + (before?.[amount] ?? 0);
      rows.set(id, {
        series,
        messages: sum('messages'),
        events: sum('events'),
        repeats: sum('repeats'),
        late: sum('late'),
      });
    }
  }
  return [...rows.values()];
}

function timeline(scope: Scope, segments: readonly Segment[], query: SummaryQuery): SummaryFigures['timeline'] {
  const rows = new Map<string, SummaryFigures['timeline'][number]>();
  const [condition, ...parameters] = onlyWanted(scope);
  for (const { grain, from, until } of segments) {
    const found = scope.connection
      .statement(
        `SELECT bucket, s.status, sum(messages) AS messages
         FROM statuswire_figures JOIN statuswire_series s ON s.id = series
         WHERE grain = ? AND bucket >= ? AND bucket < ? ${condition} GROUP BY bucket, s.status`,
      )
      .all(grain, from, until, ...parameters);
    for (const row of found) {
      const status = row.status as Series['status'];
      const bucket = grain === 0 ? bucketOf(Number(row.bucket), query) : Number(row.bucket);
      const key = `${bucket} ${status}`;
      rows.set(key, { bucket, status, messages: Number(row.messages) + (rows.get(key)?.messages ?? 0) });
    }
  }
  return [...rows.values()];
}

function bucketOf(hour: number, { interval }: SummaryQuery): number {
  return interval === 'hour' ? hour : dayOfHour(hour);
}

function awaited(scope: Scope, from: number, until: number, query: SummaryQuery): SummaryFigures['awaited'] {
  const found = scope.connection
    .statement(
      `SELECT series, first_seen_at / 3600000 AS hour, count(*) AS messages, sum(events) AS events,
       sum(deliveries - events) AS repeats, sum(late) AS late
       FROM statuswire_messages INDEXED BY statuswire_messages_awaited
       WHERE awaited_since > ? AND first_seen_at >= ? AND first_seen_at < ? GROUP BY 1, 2`,
    )
    .all(toInstant(query.receiptCutoff), from * 3_600_000, until * 3_600_000);
  const rows = new Map<string, SummaryFigures['awaited'][number]>();
  for (const row of found) {
    const series = scope.wanted.get(Number(row.series));
    if (series === undefined) continue;
    const bucket = bucketOf(Number(row.hour), query);
    const key = `${bucket} ${row.series}`;
    const before = rows.get(key);
    const sum = (amount: Amount) => Number(row[amount]) + (before?.[amount] ?? 0);
    rows.set(key, {
      series,
      bucket,
      messages: sum('messages'),
      events: sum('events'),
      repeats: sum('repeats'),
      late: sum('late'),
    });
  }
  return [...rows.values()];
}

function latencies(
  { statement }: Connection,
  segments: readonly Segment[],
  filter: SummaryQuery['filter'],
): SummaryFigures['latencies'] {
  const conditions: (readonly [sql: string, parameter: Parameter])[] = [];
  if (filter.projectId !== undefined) conditions.push(['AND project_id = ?', encodeText(filter.projectId)]);
  if (filter.number !== undefined) conditions.push(['AND number = ?', encodeText(filter.number)]);
  if (filter.dialect !== undefined) conditions.push(['AND dialect = ?', filter.dialect]);
  if (filter.kind !== undefined) conditions.push(['AND kind = ?', filter.kind]);
  const rows = new Map<string, SummaryFigures['latencies'][number]>();
  for (const { grain, from, until } of segments) {
    const found = statement(
      `SELECT measure, clock, step, sum(readings) AS readings FROM statuswire_latencies
       WHERE grain = ? AND bucket >= ? AND bucket < ? ${conditions.map(([sql]) => sql).join(' ')}
       GROUP BY measure, clock, step`,
    ).all(grain, from, until, ...conditions.map(([, parameter]) => parameter));
    for (const row of found) {
      const { measure, clock, step, readings } = row as Row & SummaryFigures['latencies'][number];
      const key = `${measure} ${clock} ${step}`;
      rows.set(key, { measure, clock, step, readings: readings + (rows.get(key)?.readings ?? 0) });
    }
  }
  return [...rows.values()];
}

function tallies(
  { statement }: Connection,
  from: number,
  until: number,
  projectId: string | undefined,
): SummaryFigures['tallies'] {
  return statement(
    `SELECT name, sum(amount) AS amount FROM statuswire_tallies
     WHERE hour >= ? AND hour < ? ${ofProject(projectId)} GROUP BY name`,
  )
    .all(from, until, ...projectParameter(projectId))
    .map((row) => ({ name: String(row.name), amount: Number(row.amount) }));
}

function recentCallbacks({ statement }: Connection, since: number, projectId: string | undefined): number {
  const row = statement(
    `SELECT sum(deliveries) AS n FROM statuswire_activity
     WHERE minute >= ? AND source = 'callback' ${ofProject(projectId)}`,
  ).get(since, ...projectParameter(projectId));
  return Number(row?.n ?? 0);
}

function lastCallbackAt({ statement }: Connection, projectId: string | undefined): string | null {
  const row = statement(`SELECT max(at) AS at FROM statuswire_last_callbacks WHERE true ${ofProject(projectId)}`).get(
    ...projectParameter(projectId),
  );
  return fromOptionalInstant(row?.at ?? null);
}

function ofProject(projectId: string | undefined): string {
  return projectId === undefined ? '' : 'AND project_id = ?';
}

function projectParameter(projectId: string | undefined): readonly Parameter[] {
  return projectId === undefined ? [] : [encodeText(projectId)];
}

function due({ statement }: Connection, now: number): Pick<SummaryFigures, 'due' | 'dueSince'> {
  let count = 0;
  let since: number | null = null;
  for (const conflicted of [1, 0]) {
    const where = 'WHERE conflicted = ? AND next_check_at IS NOT NULL AND next_check_at <= ?';
    const counted = statement(
      `SELECT count(*) AS n, min(next_check_at) AS since FROM (SELECT next_check_at FROM statuswire_messages
       INDEXED BY statuswire_messages_due ${where} ORDER BY next_check_at LIMIT ${mostDueCounted})`,
    ).get(conflicted, now);
    count += Number(counted?.n ?? 0);
    const oldest = counted?.since ?? null;
    if (oldest !== null) since = Math.min(since ?? Number(oldest), Number(oldest));
  }
  return { due: Math.min(count, mostDueCounted), dueSince: fromOptionalInstant(since) };
}

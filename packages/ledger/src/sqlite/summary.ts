import { dayOfHour, hourOf, minuteOf, type Series } from '../figures.ts';
import type { LatencyClock, LatencyMeasure } from '../latency.ts';
import { passesLatencySeries, passesSeries, withCutNumber } from '../message-filter.ts';
import { encodeText } from '../storable-text.ts';
import type { SeriesFigures, SummaryFigures, SummaryQuery } from '../store.ts';
import { type Connection, fromOptionalInstant, type Parameter, toInstant } from './connection.ts';
import {
  type DayLatency,
  type DayPage,
  type DayPages,
  type HourCount,
  latencyOfRow,
  seriesAmountsOf,
  sumBySeries,
} from './day-pages.ts';
import type { SeriesIndex } from './series.ts';

/** Hours, from (included) to (not included). */
interface Hours {
  readonly from: number;
  readonly until: number;
}

/** A range as the whole days in it and the hours before and after them. */
interface Range extends Hours {
  readonly pages: readonly DayPage[];
  /** The amounts of the pages by series. */
  readonly sums: readonly Float64Array[];
  readonly edges: readonly Hours[];
}

/** What a summary is made over. */
interface Scope {
  readonly connection: Connection;
  readonly query: SummaryQuery;
  readonly range: Range;
  readonly wanted: ReadonlyMap<number, Series>;
  /** Every series is wanted, so that nothing need be left out. */
  readonly all: boolean;
}

// Before and after all hours that anybody has seen; whole days.
const [firstHour, lastHour] = [-24e9, 24e9];
const mostDueCounted = 10_000;

type Amount = 'messages' | 'events' | 'repeats' | 'late';

/** The figures. Within a reading transaction. */
export function summary(
  connection: Connection,
  index: SeriesIndex,
  pages: DayPages,
  query: SummaryQuery,
): SummaryFigures {
  const filter = withCutNumber(query.filter);
  const { projectId } = filter;
  const range = rangeOf(
    pages,
    filter.since === undefined ? firstHour : hourOf(filter.since),
    filter.until === undefined ? lastHour : hourOf(filter.until),
  );
  const all = index.all();
  const wanted = new Map([...all].filter(([, series]) => passesSeries(series, filter)));
  const scope: Scope = { connection, query, range, wanted, all: wanted.size === all.size };
  return {
    totals: totals(scope),
    timeline: timeline(scope),
    awaited: awaited(scope),
    latencies: latencies(scope),
    tallies: tallies(connection, range, projectId),
    recentCallbacks: recentCallbacks(connection, minuteOf(query.recentSince), projectId),
    lastCallbackAt: lastCallbackAt(connection, projectId),
    quarantined: Number(
      connection.statement("SELECT count(*) AS n FROM statuswire_quarantine WHERE state = 'held'").get()?.n,
    ),
    ...due(connection, toInstant(query.now)),
  };
}

function rangeOf(pages: DayPages, from: number, until: number): Range {
  const firstDay = Math.ceil(from / 24);
  const endDay = Math.floor(until / 24);
  if (firstDay >= endDay) return { from, until, pages: [], sums: [], edges: [{ from, until }] };
  const edges = [
    { from, until: firstDay * 24 },
    { from: endDay * 24, until },
  ].filter((edge) => edge.from < edge.until);
  const found = pages.between(firstDay, endDay);
  return { from, until, pages: found, sums: pages.sumOf(found), edges };
}

function onlyWanted({ all, wanted }: Scope): readonly [sql: string, ...parameters: Parameter[]] {
  return all ? [''] : ['AND series IN (SELECT value FROM json_each(?))', JSON.stringify([...wanted.keys()])];
}

function totals(scope: Scope): readonly SeriesFigures[] {
  const { connection, range, wanted } = scope;
  const [condition, ...parameters] = onlyWanted(scope);
  const edges = range.edges.map(({ from, until }) =>
    seriesAmountsOf(
      connection
        .statement(
          `SELECT series, sum(messages) AS messages, sum(events) AS events, sum(repeats) AS repeats, sum(late) AS late
           FROM statuswire_figures WHERE grain = 0 AND bucket >= ? AND bucket < ? ${condition} GROUP BY series`,
        )
        .all(from, until, ...parameters),
    ),
  );
  const atEdges = sumBySeries(edges);
  const sumOf = (amount: number, id: number) => (range.sums[amount]?.[id] ?? 0) + (atEdges[amount]?.[id] ?? 0);
  const found: SeriesFigures[] = [];
  for (const [id, series] of wanted) {
    const messages = sumOf(0, id);
    if (messages === 0) continue;
    found.push({ series, messages, events: sumOf(1, id), repeats: sumOf(2, id), late: sumOf(3, id) });
  }
  return found;
}

function timeline(scope: Scope): SummaryFigures['timeline'] {
  const { range, query, wanted, all } = scope;
  const rows = new Map<string, { bucket: number; status: Series['status']; messages: number }>();
  const add = (bucket: number, status: Series['status'], messages: number) => {
    const key = `${bucket} ${status}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { bucket, status, messages });
    else row.messages += messages;
  };
  const addHours = ({ from, until }: Hours) => {
    for (const { hour, status, messages } of hoursOf(scope, from, until)) {
      add(bucketOf(hour, query), status, messages);
    }
  };
  if (query.interval === 'hour' && !all) {
    addHours(range);
    return [...rows.values()];
  }
  const { statuses, slots } = statusSlots(wanted);
  for (const page of range.pages) {
    if (query.interval === 'hour') {
      for (const { hour, status, messages } of page.hours()) add(hour, status, messages);
      continue;
    }
    if (all) {
      for (const { status, messages } of page.statuses) add(page.day, status, messages);
      continue;
    }
    const counts = new Float64Array(statuses.length);
    const { series, messages } = page.amounts;
    for (let entry = 0; entry < series.length; entry += 1) {
      const slot = slots[series[entry] ?? 0] ?? 0;
      counts[slot] = (counts[slot] ?? 0) + (messages[entry] ?? 0);
    }
    statuses.forEach((status, slot) => {
      const count = counts[slot] ?? 0;
      if (status !== null && count > 0) add(page.day, status, count);
    });
  }
  range.edges.forEach(addHours);
  return [...rows.values()];
}

// The statuses of the wanted series, and which of them each series has. Slot 0 is for what is not wanted.
function statusSlots(wanted: Scope['wanted']): {
  readonly statuses: readonly (Series['status'] | null)[];
  readonly slots: Uint8Array;
} {
  const last = [...wanted.keys()].at(-1) ?? 0;
  const statuses: (Series['status'] | null)[] = [null];
  const slots = new Uint8Array(last + 1);
  for (const [id, { status }] of wanted) {
    const known = statuses.indexOf(status);
    slots[id] = known < 0 ? statuses.push(status) - 1 : known;
  }
  return { statuses, slots };
}

function hoursOf(scope: Scope, from: number, until: number): readonly HourCount[] {
  const [condition, ...parameters] = onlyWanted(scope);
  return scope.connection
    .statement(
      `SELECT bucket, status, sum(messages) AS messages FROM statuswire_figures
       WHERE grain = 0 AND bucket >= ? AND bucket < ? ${condition} GROUP BY bucket, status`,
    )
    .all(from, until, ...parameters)
    .map((row) => ({
      hour: Number(row.bucket),
      status: row.status as Series['status'],
      messages: Number(row.messages),
    }));
}

function bucketOf(hour: number, { interval }: SummaryQuery): number {
  return interval === 'hour' ? hour : dayOfHour(hour);
}

function awaited({ connection, query, range, wanted }: Scope): SummaryFigures['awaited'] {
  const found = connection
    .statement(
      `SELECT series, first_seen_at / 3600000 AS hour, count(*) AS messages, sum(events) AS events,
       sum(deliveries - events) AS repeats, sum(late) AS late
       FROM statuswire_messages INDEXED BY statuswire_messages_awaited
       WHERE awaited_since > ? AND first_seen_at >= ? AND first_seen_at < ? GROUP BY 1, 2`,
    )
    .all(toInstant(query.receiptCutoff), range.from * 3_600_000, range.until * 3_600_000);
  const rows = new Map<string, SummaryFigures['awaited'][number]>();
  for (const row of found) {
    const series = wanted.get(Number(row.series));
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

function latencies({ connection, query, range }: Scope): SummaryFigures['latencies'] {
  const filter = withCutNumber(query.filter);
  const rows = new Map<string, { measure: LatencyMeasure; clock: LatencyClock; step: number; readings: number }>();
  const addAll = (found: readonly Omit<DayLatency, 'series'>[]) => {
    for (const { key, measure, clock, step, readings } of found) {
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { measure, clock, step, readings });
      else row.readings += readings;
    }
  };
  const filtered = [filter.projectId, filter.number, filter.dialect, filter.kind].some((part) => part !== undefined);
  const passing = (found: readonly DayLatency[]) =>
    filtered ? found.filter(({ series }) => passesLatencySeries(series, filter)) : found;
  for (const page of range.pages) addAll(filtered ? passing(page.latencies()) : page.allLatencies);
  for (const { from, until } of range.edges) {
    const found = connection
      .statement('SELECT * FROM statuswire_latencies WHERE grain = 0 AND bucket >= ? AND bucket < ?')
      .all(from, until);
    addAll(passing(found.map(latencyOfRow)));
  }
  return [...rows.values()];
}

function tallies(
  { statement }: Connection,
  { from, until }: Hours,
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

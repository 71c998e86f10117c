import { dayOfHour, hourOf, type Series } from '../figures.ts';
import { passesLatencySeries, passesSeries, withCutNumber } from '../message-filter.ts';
import type { SeriesFigures, SummaryFigures, SummaryQuery } from '../store-requests.ts';
import { type Connection, type Parameter, toInstant } from './connection.ts';
import { counters, type Hours } from './counters.ts';
import {
  amountsOfRows,
  type CellReadings,
  cellCount,
  type DayPage,
  type HourCount,
  latencyOfCell,
  readingsOfRows,
} from './day-page.ts';
import { type PageSums, sumBySeries } from './day-pages.ts';
import type { Memory } from './memory.ts';
import type { SeriesIndex } from './series.ts';

/** A range as the whole days in it and the hours before and after them. */
interface Range extends Hours {
  readonly pages: readonly DayPage[];
  /** The amounts of the pages by series. */
  readonly sums: PageSums;
  readonly edges: readonly Hours[];
}

/** What a summary is made over. */
interface Scope {
  readonly connection: Connection;
  readonly memory: Memory;
  readonly query: SummaryQuery;
  readonly range: Range;
  readonly wanted: ReadonlyMap<number, Series>;
  /** Every series is wanted, so that nothing need be left out. */
  readonly all: boolean;
}

// Before and after all hours that anybody has seen; whole days.
const [firstHour, lastHour] = [-24e9, 24e9];

/** A sum under way. */
type AwaitedRow = {
  -readonly [Name in keyof SummaryFigures['awaited'][number]]: SummaryFigures['awaited'][number][Name];
};

/** The figures. Within a reading transaction. */
export function summary(connection: Connection, memory: Memory, query: SummaryQuery): SummaryFigures {
  memory.look();
  const { index, pages } = memory;
  const filter = withCutNumber(query.filter);
  const range = rangeOf(
    pages,
    filter.since === undefined ? firstHour : hourOf(filter.since),
    filter.until === undefined ? lastHour : hourOf(filter.until),
  );
  const all = index.series.all();
  const wanted = wantedOf(all, filter);
  const scope: Scope = { connection, memory, query, range, wanted, all: wanted.size === all.size };
  return {
    totals: totals(scope),
    timeline: timeline(scope),
    awaited: awaited(scope),
    latencies: latencies(scope),
    ...counters(connection, query, range),
  };
}

function wantedOf(all: ReadonlyMap<number, Series>, filter: SummaryQuery['filter']): ReadonlyMap<number, Series> {
  const { since: _since, until: _until, ...ofSeries } = filter;
  if (Object.values(ofSeries).every((part) => part === undefined)) return all;
  const wanted = new Map<number, Series>();
  for (const [id, series] of all) if (passesSeries(series, filter)) wanted.set(id, series);
  return wanted;
}

const noSums: PageSums = { sums: [], totals: (make) => make() };

function rangeOf(pages: Memory['pages'], from: number, until: number): Range {
  const firstDay = Math.ceil(from / 24);
  const endDay = Math.floor(until / 24);
  if (firstDay >= endDay) return { from, until, pages: [], sums: noSums, edges: [{ from, until }] };
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
  if (scope.all && range.edges.length === 0) return range.sums.totals(() => figuresOf(wanted, range.sums.sums));
  const [condition, ...parameters] = onlyWanted(scope);
  const edges = range.edges.map(({ from, until }) =>
    amountsOfRows(
      connection
        .statement(
          `SELECT series, sum(messages) AS messages, sum(events) AS events, sum(repeats) AS repeats, sum(late) AS late
           FROM statuswire_figures WHERE grain = 0 AND bucket >= ? AND bucket < ? ${condition} GROUP BY series`,
        )
        .all(from, until, ...parameters),
    ),
  );
  return figuresOf(wanted, added(range.sums.sums, sumBySeries(edges)));
}

function figuresOf(wanted: Scope['wanted'], sums: readonly Float64Array[]): readonly SeriesFigures[] {
  const [messages, events, repeats, late] = sums;
  const found: SeriesFigures[] = [];
  for (const [id, series] of wanted) {
    const count = messages?.[id] ?? 0;
    if (count === 0) continue;
    found.push({
      series,
      messages: count,
      events: events?.[id] ?? 0,
      repeats: repeats?.[id] ?? 0,
      late: late?.[id] ?? 0,
    });
  }
  return found;
}

// Of two sums by series, one of which is nearly always of nothing.
function added(a: readonly Float64Array[], b: readonly Float64Array[]): readonly Float64Array[] {
  const [longer, shorter] = (a[0]?.length ?? 0) >= (b[0]?.length ?? 0) ? [a, b] : [b, a];
  if ((shorter[0]?.length ?? 0) <= 1) return longer;
  return longer.map((sums, amount) => {
    const other = shorter[amount];
    return sums.map((value, id) => value + (other?.[id] ?? 0));
  });
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
  const seriesOf = query.interval === 'day' && !all ? seriesByStatus(wanted) : [];
  for (const page of range.pages) {
    if (query.interval === 'hour') {
      for (const { hour, status, messages } of page.hours()) if (messages > 0) add(hour, status, messages);
    } else if (all) {
      for (const [status, messages] of page.statuses) if (messages > 0) add(page.day, status, messages);
    } else {
      for (const [status, ids] of seriesOf) {
        const messages = page.messagesOf(ids);
        if (messages > 0) add(page.day, status, messages);
      }
    }
  }
  range.edges.forEach(addHours);
  return [...rows.values()];
}

function seriesByStatus(wanted: Scope['wanted']): Iterable<readonly [Series['status'], readonly number[]]> {
  const ids = new Map<Series['status'], number[]>();
  for (const [id, { status }] of wanted) {
    const known = ids.get(status);
    if (known === undefined) ids.set(status, [id]);
    else known.push(id);
  }
  return ids;
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

function awaited({ memory, query, range, wanted }: Scope): SummaryFigures['awaited'] {
  const buckets = new Map<number, Map<number, AwaitedRow>>();
  for (const message of memory.awaited.since(toInstant(query.receiptCutoff))) {
    const series = wanted.get(message.series);
    const hour = Math.floor(message.firstSeenAt / 3_600_000);
    if (series === undefined || hour < range.from || hour >= range.until) continue;
    const bucket = bucketOf(hour, query);
    const found = buckets.get(bucket) ?? new Map<number, AwaitedRow>();
    buckets.set(bucket, found);
    const sum = found.get(message.series) ?? { series, bucket, messages: 0, events: 0, repeats: 0, late: 0 };
    found.set(message.series, sum);
    sum.messages += 1;
    sum.events += message.events;
    sum.repeats += message.deliveries - message.events;
    sum.late += message.late;
  }
  return [...buckets.values()].flatMap((found) => [...found.values()]);
}

function latencies({ connection, memory, query, range }: Scope): SummaryFigures['latencies'] {
  const filter = withCutNumber(query.filter);
  const filtered = [filter.projectId, filter.number, filter.dialect, filter.kind].some((part) => part !== undefined);
  const wanted = wantedLines(memory.index, filter);
  const sums = new Float64Array(cellCount);
  const add = ({ cells, readings }: CellReadings) => {
    for (let entry = 0; entry < cells.length; entry += 1) {
      const cell = cells[entry] ?? 0;
      sums[cell] = (sums[cell] ?? 0) + (readings[entry] ?? 0);
    }
  };
  for (const page of range.pages) {
    if (!filtered) add(page.allLatencies);
    else {
      const lines = page.latencies();
      for (const line of wanted) add(lines.get(line) ?? noReadings);
    }
  }
  for (const { from, until } of range.edges) {
    const condition = filtered ? 'AND line IN (SELECT value FROM json_each(?))' : '';
    const found = connection
      .statement(
        `SELECT measure, clock, step, sum(readings) AS readings FROM statuswire_latencies
         WHERE grain = 0 AND bucket >= ? AND bucket < ? ${condition} GROUP BY measure, clock, step`,
      )
      .all(from, until, ...(filtered ? [JSON.stringify(wanted)] : []));
    add(readingsOfRows(found));
  }
  const found: SummaryFigures['latencies'][number][] = [];
  sums.forEach((readings, cell) => {
    if (readings > 0) found.push({ ...latencyOfCell(cell), readings });
  });
  return found;
}

const noReadings: CellReadings = { cells: [], readings: [] };

function wantedLines(index: SeriesIndex, filter: SummaryQuery['filter']): readonly number[] {
  return [...index.lines.all()].filter(([, line]) => passesLatencySeries(line, filter)).map(([id]) => id);
}

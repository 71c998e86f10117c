import { dayOfHour, hourOf, type Series } from '../figures.ts';
import { passesLatencySeries, passesSeries, withCutNumber } from '../message-filter.ts';
import type { SeriesFigures, SummaryFigures, SummaryQuery } from '../store.ts';
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
import { type DayPages, sumBySeries } from './day-pages.ts';
import type { SeriesIndex } from './series.ts';

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
  readonly index: SeriesIndex;
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
export function summary(
  connection: Connection,
  index: SeriesIndex,
  pages: DayPages,
  query: SummaryQuery,
): SummaryFigures {
  const filter = withCutNumber(query.filter);
  const range = rangeOf(
    pages,
    filter.since === undefined ? firstHour : hourOf(filter.since),
    filter.until === undefined ? lastHour : hourOf(filter.until),
  );
  const all = index.series.all();
  const wanted = wantedOf(all, filter);
  const scope: Scope = { connection, index, query, range, wanted, all: wanted.size === all.size };
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
    amountsOfRows(
      connection
        .statement(
          `SELECT series, sum(messages) AS messages, sum(events) AS events, sum(repeats) AS repeats, sum(late) AS late
           FROM statuswire_figures WHERE grain = 0 AND bucket >= ? AND bucket < ? ${condition} GROUP BY series`,
        )
        .all(from, until, ...parameters),
    ),
  );
  const [messages, events, repeats, late] = added(range.sums, sumBySeries(edges));
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
  const { statuses, slots } = statusSlots(wanted);
  for (const page of range.pages) {
    if (query.interval === 'hour') {
      for (const { hour, status, messages } of page.hours()) if (messages > 0) add(hour, status, messages);
      continue;
    }
    if (all) {
      for (const [status, messages] of page.statuses) if (messages > 0) add(page.day, status, messages);
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

// One by one: they are spread thinly over series and hours, so that counting them in the database would spare little.
function awaited({ connection, query, range, wanted }: Scope): SummaryFigures['awaited'] {
  const rows = connection
    .statement(
      `SELECT series, first_seen_at, events, deliveries, late
       FROM statuswire_messages INDEXED BY statuswire_messages_awaited
       WHERE awaited_since > ? AND first_seen_at >= ? AND first_seen_at < ?`,
    )
    .all(toInstant(query.receiptCutoff), range.from * 3_600_000, range.until * 3_600_000);
  const buckets = new Map<number, Map<number, AwaitedRow>>();
  for (const row of rows) {
    const id = Number(row.series);
    const series = wanted.get(id);
    if (series === undefined) continue;
    const bucket = bucketOf(Math.floor(Number(row.first_seen_at) / 3_600_000), query);
    const found = buckets.get(bucket) ?? new Map<number, AwaitedRow>();
    buckets.set(bucket, found);
    const sum = found.get(id) ?? { series, bucket, messages: 0, events: 0, repeats: 0, late: 0 };
    found.set(id, sum);
    const events = Number(row.events);
    sum.messages += 1;
    sum.events += events;
    sum.repeats += Number(row.deliveries) - events;
    sum.late += Number(row.late);
  }
  return [...buckets.values()].flatMap((found) => [...found.values()]);
}

function latencies({ connection, index, query, range }: Scope): SummaryFigures['latencies'] {
  const filter = withCutNumber(query.filter);
  const filtered = [filter.projectId, filter.number, filter.dialect, filter.kind].some((part) => part !== undefined);
  const wanted = filtered ? wantedLines(index, filter) : null;
  const sums = new Float64Array(cellCount);
  const add = ({ lines, cells, readings }: CellReadings) => {
    for (let entry = 0; entry < cells.length; entry += 1) {
      if (wanted !== null && wanted[lines[entry] ?? 0] !== 1) continue;
      const cell = cells[entry] ?? 0;
      sums[cell] = (sums[cell] ?? 0) + (readings[entry] ?? 0);
    }
  };
  for (const page of range.pages) add(filtered ? page.latencies() : page.allLatencies);
  for (const { from, until } of range.edges) {
    const found = connection
      .statement(
        `SELECT line, measure, clock, step, readings FROM statuswire_latencies
         WHERE grain = 0 AND bucket >= ? AND bucket < ?`,
      )
      .all(from, until);
    add(readingsOfRows(found));
  }
  const found: SummaryFigures['latencies'][number][] = [];
  sums.forEach((readings, cell) => {
    if (readings > 0) found.push({ ...latencyOfCell(cell), readings });
  });
  return found;
}

// 1 for each line that passes, by its id.
function wantedLines(index: SeriesIndex, filter: SummaryQuery['filter']): Uint8Array {
  const all = index.lines.all();
  const wanted = new Uint8Array(([...all.keys()].at(-1) ?? 0) + 1);
  for (const [id, line] of all) if (passesLatencySeries(line, filter)) wanted[id] = 1;
  return wanted;
}

import type { Series } from '../figures.ts';
import { type LatencyClock, type LatencyMeasure, latencyClocks, latencyMeasures } from '../latency.ts';
import type { Connection, Row } from './connection.ts';

/** How many messages of a status were first seen in an hour. */
export interface HourCount {
  readonly hour: number;
  readonly status: Series['status'];
  readonly messages: number;
}

/** Amounts by the ids of series, entry by entry; no series twice. */
export interface SeriesAmounts {
  readonly series: readonly number[];
  readonly messages: readonly number[];
  readonly events: readonly number[];
  readonly repeats: readonly number[];
  readonly late: readonly number[];
}

/** Readings by the cells of histograms, entry by entry. */
export interface CellReadings {
  readonly cells: readonly number[];
  readonly readings: readonly number[];
}

/** What a transaction added to a day's figures of messages. */
export interface MessageFigureChange {
  readonly table: 'messages';
  readonly hour: number;
  readonly series: number;
  readonly status: Series['status'];
  readonly messages: number;
  readonly events: number;
  readonly repeats: number;
  readonly late: number;
}

/** What a transaction added to a day's histograms. */
export interface LatencyFigureChange {
  readonly table: 'latencies';
  readonly line: number;
  readonly cell: number;
  readonly readings: number;
}

/** What a transaction added to a day's rollups. */
export type DayChange = MessageFigureChange | LatencyFigureChange;

/** The rollups of a day. */
export interface DayPage {
  readonly day: number;
  readonly amounts: SeriesAmounts;
  /** How many messages some series have together. */
  messagesOf(series: readonly number[]): number;
  /** Messages by status, of all series. */
  readonly statuses: ReadonlyMap<Series['status'], number>;
  /** The same by hour: read when they are first asked for. */
  hours(): readonly HourCount[];
  /** Histograms of all lines together. */
  readonly allLatencies: CellReadings;
  /** The same by the id of the line: many entries, read when a filter first asks for them. */
  latencies(): ReadonlyMap<number, CellReadings>;
  /** How many entries it holds in all. */
  size(): number;
  /** Brings the page up to date with what was added to the day since it was read. */
  apply(changes: readonly DayChange[]): void;
}

const stepBits = 8;

/** All cells are below. */
export const cellCount = (latencyMeasures.length * latencyClocks.length) << stepBits;

/** One number for a step of the histogram of a measure by a clock. */
export function cellOf(measure: LatencyMeasure, clock: LatencyClock, step: number): number {
  const histogram = latencyMeasures.indexOf(measure) * latencyClocks.length + latencyClocks.indexOf(clock);
  return (histogram << stepBits) | step;
}

/** What a cell stands for. */
export function latencyOfCell(cell: number): {
  readonly measure: LatencyMeasure;
  readonly clock: LatencyClock;
  readonly step: number;
} {
  const histogram = cell >> stepBits;
  const measure = latencyMeasures[Math.floor(histogram / latencyClocks.length)] ?? latencyMeasures[0];
  const clock = latencyClocks[histogram % latencyClocks.length] ?? latencyClocks[0];
  return { measure, clock, step: cell & ((1 << stepBits) - 1) };
}

/** Reads a day's rollups. Within a reading transaction, as all that the page reads later. */
export function readDayPage({ statement }: Connection, day: number): DayPage {
  const amounts = amountsOfRows(
    statement(
      'SELECT series, messages, events, repeats, late FROM statuswire_figures WHERE grain = 1 AND bucket = ?',
    ).all(day),
  );
  const statuses = new Map(
    statement(
      'SELECT status, sum(messages) AS messages FROM statuswire_figures WHERE grain = 1 AND bucket = ? GROUP BY status',
    )
      .all(day)
      .map((row) => [row.status as Series['status'], Number(row.messages)]),
  );
  const allLatencies = readingsOfRows(
    statement(
      `SELECT measure, clock, step, sum(readings) AS readings FROM statuswire_latencies
       WHERE grain = 1 AND bucket = ? GROUP BY measure, clock, step`,
    ).all(day),
  );
  // By series, which count up: one more than its entry, 0 for none.
  let places = new Uint32Array(0);
  amounts.series.forEach(place);
  let latencies: ReadonlyMap<number, Growing<CellReadings>> | null = null;
  let hours: HourCount[] | null = null;

  function place(series: number, entry: number): void {
    if (series >= places.length) {
      const longer = new Uint32Array(Math.max(64, Math.ceil(series * 1.25)) + 1);
      longer.set(places);
      places = longer;
    }
    places[series] = entry + 1;
  }

  function applyMessages(change: MessageFigureChange): void {
    const { series, status, messages } = change;
    if ((places[series] ?? 0) === 0) place(series, amounts.series.push(series) - 1);
    const entry = (places[series] ?? 0) - 1;
    for (const amount of amountNames) amounts[amount][entry] = (amounts[amount][entry] ?? 0) + change[amount];
    statuses.set(status, (statuses.get(status) ?? 0) + messages);
    if (hours === null) return;
    const known = hours.findIndex((count) => count.hour === change.hour && count.status === status);
    const before = hours[known];
    if (before === undefined) hours.push({ hour: change.hour, status, messages });
    else hours[known] = { ...before, messages: before.messages + messages };
  }

  return {
    day,
    amounts,
    messagesOf(series) {
      let sum = 0;
      for (const id of series) {
        const place = places[id] ?? 0;
        if (place > 0) sum += amounts.messages[place - 1] ?? 0;
      }
      return sum;
    },
    statuses,
    allLatencies,
    latencies() {
      latencies ??= readLines(statement, day);
      return latencies;
    },
    hours() {
      hours ??= readHours(statement, day);
      return hours;
    },
    size: () =>
      amounts.series.length +
      allLatencies.cells.length +
      [...(latencies ?? [])].reduce((sum, [, { cells }]) => sum + cells.length, 0),
    apply(changes) {
      for (const change of changes) {
        if (change.table === 'messages') applyMessages(change);
        else {
          addReading(allLatencies, change);
          const ofLine = latencies?.get(change.line);
          // A line that has not been there yet comes with the rest when it is asked for.
          if (ofLine === undefined) latencies = null;
          else addReading(ofLine, change);
        }
      }
    },
  };
}

/** The amounts, in the order in which sums are made of them. */
export const amountNames = ['messages', 'events', 'repeats', 'late'] as const;

type Growing<Columns> = { readonly [Name in keyof Columns]: number[] };

/** Reads rows of series and their amounts. */
export function amountsOfRows(rows: readonly Row[]): Growing<SeriesAmounts> {
  const column = (name: string) => rows.map((row) => Number(row[name]));
  return {
    series: column('series'),
    messages: column('messages'),
    events: column('events'),
    repeats: column('repeats'),
    late: column('late'),
  };
}

/** Reads rows of histograms. */
export function readingsOfRows(rows: readonly Row[]): Growing<CellReadings> {
  return { cells: rows.map(cellOfRow), readings: rows.map((row) => Number(row.readings)) };
}

function cellOfRow(row: Row): number {
  return cellOf(row.measure as LatencyMeasure, row.clock as LatencyClock, Number(row.step));
}

function addReading({ cells, readings }: Growing<CellReadings>, change: LatencyFigureChange): void {
  const known = cells.indexOf(change.cell);
  const entry = known < 0 ? cells.push(change.cell) - 1 : known;
  readings[entry] = (readings[entry] ?? 0) + change.readings;
}

function readLines(statement: Connection['statement'], day: number): ReadonlyMap<number, Growing<CellReadings>> {
  const lines = new Map<number, Growing<CellReadings>>();
  const rows = statement(
    'SELECT line, measure, clock, step, readings FROM statuswire_latencies WHERE grain = 1 AND bucket = ?',
  ).all(day);
  for (const row of rows) {
    const line = Number(row.line);
    const known = lines.get(line) ?? { cells: [], readings: [] };
    lines.set(line, known);
    known.cells.push(cellOfRow(row));
    known.readings.push(Number(row.readings));
  }
  return lines;
}

function readHours(statement: Connection['statement'], day: number): HourCount[] {
  return statement(
    `SELECT bucket, status, sum(messages) AS messages FROM statuswire_figures
     WHERE grain = 0 AND bucket >= ? AND bucket < ? GROUP BY bucket, status`,
  )
    .all(day * 24, (day + 1) * 24)
    .map((row) => ({
      hour: Number(row.bucket),
      status: row.status as Series['status'],
      messages: Number(row.messages),
    }));
}

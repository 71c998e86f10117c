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

/** Readings by the cells of histograms, entry by entry, and by the ids of lines where they are told apart. */
export interface CellReadings {
  readonly lines: readonly number[];
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
  /** Messages by status, of all series. */
  readonly statuses: ReadonlyMap<Series['status'], number>;
  /** The same by hour: read when they are first asked for. */
  hours(): readonly HourCount[];
  /** Histograms of all lines together; `lines` is empty. */
  readonly allLatencies: CellReadings;
  /** The same by line: many entries, read when a filter first asks for them. */
  latencies(): CellReadings;
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
      `SELECT 0 AS line, measure, clock, step, sum(readings) AS readings FROM statuswire_latencies
       WHERE grain = 1 AND bucket = ? GROUP BY measure, clock, step`,
    ).all(day),
  );
  let latencies: Growing<CellReadings> | null = null;
  let hours: HourCount[] | null = null;
  // By series, and by line and cell: where the entry is. Made when the page first changes, as few pages do.
  let entryOfSeries: Map<number, number> | null = null;
  let entryOfLatency: Map<number, number> | null = null;

  function applyMessages(change: MessageFigureChange): void {
    const { series, status, messages } = change;
    entryOfSeries ??= new Map(amounts.series.map((id, entry) => [id, entry]));
    const entry = entryOfSeries.get(series) ?? amounts.series.length;
    if (entry === amounts.series.length) {
      entryOfSeries.set(series, entry);
      amounts.series.push(series);
    }
    for (const amount of amountNames) amounts[amount][entry] = (amounts[amount][entry] ?? 0) + change[amount];
    statuses.set(status, (statuses.get(status) ?? 0) + messages);
    if (hours === null) return;
    const place = hours.findIndex((count) => count.hour === change.hour && count.status === status);
    const before = hours[place];
    if (before === undefined) hours.push({ hour: change.hour, status, messages });
    else hours[place] = { ...before, messages: before.messages + messages };
  }

  function applyLatency({ line, cell, readings }: LatencyFigureChange): void {
    addReadings(allLatencies, allLatencies.cells.indexOf(cell), { line: 0, cell, readings });
    if (latencies === null) return;
    const { lines, cells } = latencies;
    entryOfLatency ??= new Map(lines.map((of, entry) => [of * cellCount + (cells[entry] ?? 0), entry]));
    const key = line * cellCount + cell;
    const entry = addReadings(latencies, entryOfLatency.get(key) ?? -1, { line, cell, readings });
    entryOfLatency.set(key, entry);
  }

  return {
    day,
    amounts,
    statuses,
    allLatencies,
    latencies() {
      latencies ??= readingsOfRows(
        statement(
          'SELECT line, measure, clock, step, readings FROM statuswire_latencies WHERE grain = 1 AND bucket = ?',
        ).all(day),
      );
      return latencies;
    },
    hours() {
      hours ??= readHours(statement, day);
      return hours;
    },
    size: () => amounts.series.length + allLatencies.cells.length + (latencies?.cells.length ?? 0),
    apply(changes) {
      for (const change of changes) {
        if (change.table === 'messages') applyMessages(change);
        else applyLatency(change);
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
  return {
    lines: rows.map((row) => Number(row.line)),
    cells: rows.map((row) => cellOf(row.measure as LatencyMeasure, row.clock as LatencyClock, Number(row.step))),
    readings: rows.map((row) => Number(row.readings)),
  };
}

function addReadings(
  { lines, cells, readings }: Growing<CellReadings>,
  known: number,
  change: Omit<LatencyFigureChange, 'table'>,
): number {
  const entry = known < 0 ? cells.length : known;
  if (known < 0) {
    lines.push(change.line);
    cells.push(change.cell);
  }
  readings[entry] = (readings[entry] ?? 0) + change.readings;
  return entry;
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

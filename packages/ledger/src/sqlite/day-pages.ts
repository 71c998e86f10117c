import type { LatencySeries, Series } from '../figures.ts';
import type { LatencyClock, LatencyMeasure } from '../latency.ts';
import { decodeText } from '../storable-text.ts';
import type { Connection, Row } from './connection.ts';

/** One row of a day's histograms. */
export interface DayLatency {
  /** Equal for equal measure, clock and step. */
  readonly key: string;
  readonly series: LatencySeries;
  readonly measure: LatencyMeasure;
  readonly clock: LatencyClock;
  readonly step: number;
  readonly readings: number;
}

/** How many messages of a status were first seen in an hour. */
export interface HourCount {
  readonly hour: number;
  readonly status: Series['status'];
  readonly messages: number;
}

/** Amounts by series, entry by entry. */
export interface SeriesAmounts {
  readonly series: Int32Array;
  readonly messages: Float64Array;
  readonly events: Float64Array;
  readonly repeats: Float64Array;
  readonly late: Float64Array;
}

/** The rollups of a day. */
export interface DayPage {
  readonly day: number;
  readonly amounts: SeriesAmounts;
  readonly latencies: readonly DayLatency[];
  /** The same, of all series together. */
  readonly allLatencies: readonly DayLatency[];
  /** Messages by status, of all series. */
  readonly statuses: readonly Omit<HourCount, 'hour'>[];
  /** The same by hour. */
  hours(): readonly HourCount[];
}

/** The rollups of days, remembered for as long as they stand as they were read. */
export interface DayPages {
  /** The days from (included) to (not included) that have any. Within a reading transaction. */
  between(from: number, until: number): readonly DayPage[];
}

// About 20 MB: a year of many series, or many years of few.
const mostEntries = 300_000;

/**
 * Makes pages over the rollups. Days past hardly change, and a dashboard asks for them again and again: each is read once,
 * and again when its version, which every transaction that changes the day counts up, tells that it has changed.
 */
export function createDayPages({ statement }: Connection): DayPages {
  const known = new Map<number, { readonly version: number; readonly page: DayPage }>();
  let entries = 0;

  function forget(day: number): void {
    const held = known.get(day);
    if (held === undefined) return;
    entries -= held.page.amounts.series.length + held.page.latencies.length;
    known.delete(day);
  }

  function remember(day: number, version: number): DayPage {
    forget(day);
    const page = readPage(day);
    known.set(day, { version, page });
    entries += page.amounts.series.length + page.latencies.length;
    // A map keeps the order of insertion: the page that was read longest ago goes first.
    for (const [oldest] of known) {
      if (entries <= mostEntries || oldest === day) break;
      forget(oldest);
    }
    return page;
  }

  function readPage(day: number): DayPage {
    const rows = statement(
      'SELECT series, messages, events, repeats, late FROM statuswire_figures WHERE grain = 1 AND bucket = ?',
    ).all(day);
    const latencies = statement('SELECT * FROM statuswire_latencies WHERE grain = 1 AND bucket = ?')
      .all(day)
      .map(latencyOfRow);
    let hours: readonly HourCount[] | null = null;
    return {
      day,
      amounts: seriesAmountsOf(rows),
      latencies,
      allLatencies: together(latencies),
      statuses: statement(
        `SELECT status, sum(messages) AS messages FROM statuswire_figures WHERE grain = 1 AND bucket = ? GROUP BY status`,
      )
        .all(day)
        .map((row) => ({ status: row.status as Series['status'], messages: Number(row.messages) })),
      hours() {
        hours ??= readHours(day);
        return hours;
      },
    };
  }

  function readHours(day: number): readonly HourCount[] {
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

  return {
    between(from, until) {
      const versions = statement('SELECT day, version FROM statuswire_days WHERE day >= ? AND day < ?').all(
        from,
        until,
      );
      return versions.map((row) => {
        const [day, version] = [Number(row.day), Number(row.version)];
        const held = known.get(day);
        return held?.version === version ? held.page : remember(day, version);
      });
    },
  };
}

/** Reads rows of series and their amounts. */
export function seriesAmountsOf(rows: readonly Row[]): SeriesAmounts {
  const column = (name: string) => Float64Array.from(rows, (row) => Number(row[name]));
  return {
    series: Int32Array.from(rows, (row) => Number(row.series)),
    messages: column('messages'),
    events: column('events'),
    repeats: column('repeats'),
    late: column('late'),
  };
}

/** Sums messages, events, repeats and late by the ids of series, which count up from 1 and so can index an array. */
export function sumBySeries(parts: readonly SeriesAmounts[]): readonly Float64Array[] {
  const last = parts.reduce((most, { series }) => series.reduce((a, b) => Math.max(a, b), most), 0);
  return (['messages', 'events', 'repeats', 'late'] as const).map((amount) => {
    const sums = new Float64Array(last + 1);
    for (const { series, [amount]: amounts } of parts) {
      for (let entry = 0; entry < series.length; entry += 1) {
        const id = series[entry] ?? 0;
        sums[id] = (sums[id] ?? 0) + (amounts[entry] ?? 0);
      }
    }
    return sums;
  });
}

function together(latencies: readonly DayLatency[]): readonly DayLatency[] {
  const rows = new Map<string, DayLatency>();
  for (const latency of latencies) {
    const readings = latency.readings + (rows.get(latency.key)?.readings ?? 0);
    rows.set(latency.key, { ...latency, readings });
  }
  return [...rows.values()];
}

/** Reads a row of the histograms. */
export function latencyOfRow(row: Row): DayLatency {
  return {
    key: `${row.measure} ${row.clock} ${row.step}`,
    series: {
      projectId: decodeText(String(row.project_id)),
      number: decodeText(String(row.number)),
      dialect: row.dialect as LatencySeries['dialect'],
      kind: row.kind as LatencySeries['kind'],
    },
    measure: row.measure as LatencyMeasure,
    clock: row.clock as LatencyClock,
    step: Number(row.step),
    readings: Number(row.readings),
  };
}

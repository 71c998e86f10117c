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
  /** The greatest of `series`; 0 where there are none. */
  readonly last: number;
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
  /** Histograms by series: many rows, so that they are read when a filter first asks for them. */
  latencies(): readonly DayLatency[];
  /** The same, of all series together. */
  readonly allLatencies: readonly Omit<DayLatency, 'series'>[];
  /** Messages by status, of all series. */
  readonly statuses: readonly Omit<HourCount, 'hour'>[];
  /** The same by hour. */
  hours(): readonly HourCount[];
}

/** The rollups of days, remembered for as long as they stand as they were read. */
export interface DayPages {
  /** The days from (included) to (not included) that have any. Within a reading transaction. */
  between(from: number, until: number): readonly DayPage[];
  /** The amounts of such days by the ids of series: see `sumBySeries`. */
  sumOf(pages: readonly DayPage[]): readonly Float64Array[];
}

// About 20 MB: a year of many series, or many years of few.
const mostEntries = 300_000;

/**
 * Makes pages over the rollups. Days past hardly change, and a dashboard asks for them again and again: each is read once,
 * and again when its version, which every transaction that changes the day counts up, tells that it has changed.
 */
export function createDayPages({ statement }: Connection): DayPages {
  const known = new Map<number, { readonly version: number; readonly page: DayPage; entries: number }>();
  let entries = 0;
  // A dashboard asks for the same days again, under one filter after the other; the sum heeds none.
  let lastSum: { readonly pages: readonly DayPage[]; readonly sums: readonly Float64Array[] } = { pages: [], sums: [] };

  function forget(day: number): void {
    entries -= known.get(day)?.entries ?? 0;
    known.delete(day);
  }

  function remember(day: number, version: number): DayPage {
    forget(day);
    const page = readPage(day);
    known.set(day, { version, page, entries: 0 });
    count(page, page.amounts.series.length + page.allLatencies.length);
    return page;
  }

  function count(page: DayPage, more: number): void {
    const held = known.get(page.day);
    if (held?.page !== page) return;
    held.entries += more;
    entries += more;
    // A map keeps the order of insertion: the page that was read longest ago goes first.
    for (const [oldest] of known) {
      if (entries <= mostEntries || oldest === page.day) break;
      forget(oldest);
    }
  }

  function readPage(day: number): DayPage {
    const rows = statement(
      'SELECT series, messages, events, repeats, late FROM statuswire_figures WHERE grain = 1 AND bucket = ?',
    ).all(day);
    let latencies: readonly DayLatency[] | null = null;
    let hours: readonly HourCount[] | null = null;
    const page: DayPage = {
      day,
      amounts: seriesAmountsOf(rows),
      latencies() {
        if (latencies === null) {
          latencies = readLatencies(day);
          count(page, latencies.length);
        }
        return latencies;
      },
      allLatencies: statement(
        `SELECT measure, clock, step, sum(readings) AS readings FROM statuswire_latencies
         WHERE grain = 1 AND bucket = ? GROUP BY measure, clock, step`,
      )
        .all(day)
        .map(readingsOfRow),
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
    return page;
  }

  function readLatencies(day: number): readonly DayLatency[] {
    return statement('SELECT * FROM statuswire_latencies WHERE grain = 1 AND bucket = ?').all(day).map(latencyOfRow);
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
    sumOf(pages) {
      const same = pages.length === lastSum.pages.length && pages.every((page, index) => page === lastSum.pages[index]);
      if (!same) lastSum = { pages, sums: sumBySeries(pages.map(({ amounts }) => amounts)) };
      return lastSum.sums;
    },
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
  const series = Int32Array.from(rows, (row) => Number(row.series));
  return {
    last: series.reduce((most, id) => Math.max(most, id), 0),
    series,
    messages: column('messages'),
    events: column('events'),
    repeats: column('repeats'),
    late: column('late'),
  };
}

/** Sums messages, events, repeats and late by the ids of series, which count up from 1 and so can index an array. */
export function sumBySeries(parts: readonly SeriesAmounts[]): readonly Float64Array[] {
  const length = Math.max(0, ...parts.map(({ last }) => last)) + 1;
  return (['messages', 'events', 'repeats', 'late'] as const).map((amount) => {
    const sums = new Float64Array(length);
    for (const { series, [amount]: amounts } of parts) {
      for (let entry = 0; entry < series.length; entry += 1) {
        const id = series[entry] ?? 0;
        sums[id] = (sums[id] ?? 0) + (amounts[entry] ?? 0);
      }
    }
    return sums;
  });
}

/** Reads a row of the histograms. */
export function latencyOfRow(row: Row): DayLatency {
  return {
    ...readingsOfRow(row),
    series: {
      projectId: decodeText(String(row.project_id)),
      number: decodeText(String(row.number)),
      dialect: row.dialect as LatencySeries['dialect'],
      kind: row.kind as LatencySeries['kind'],
    },
  };
}

function readingsOfRow(row: Row): Omit<DayLatency, 'series'> {
  return {
    key: `${row.measure} ${row.clock} ${row.step}`,
    measure: row.measure as LatencyMeasure,
    clock: row.clock as LatencyClock,
    step: Number(row.step),
    readings: Number(row.readings),
  };
}

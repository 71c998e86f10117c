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

/** The rollups of a day. Entry by entry: the id of a series, and its amounts. */
export interface DayPage {
  readonly day: number;
  readonly series: Int32Array;
  readonly messages: Float64Array;
  readonly events: Float64Array;
  readonly repeats: Float64Array;
  readonly late: Float64Array;
  readonly latencies: readonly DayLatency[];
  /** By hour, of all series. */
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
    entries -= held.page.series.length + held.page.latencies.length;
    known.delete(day);
  }

  function remember(day: number, version: number): DayPage {
    forget(day);
    const page = readPage(day);
    known.set(day, { version, page });
    entries += page.series.length + page.latencies.length;
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
    const amounts = (name: string) => Float64Array.from(rows, (row) => Number(row[name]));
    let hours: readonly HourCount[] | null = null;
    return {
      day,
      series: Int32Array.from(rows, (row) => Number(row.series)),
      messages: amounts('messages'),
      events: amounts('events'),
      repeats: amounts('repeats'),
      late: amounts('late'),
      latencies: statement('SELECT * FROM statuswire_latencies WHERE grain = 1 AND bucket = ?')
        .all(day)
        .map(latencyOfRow),
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

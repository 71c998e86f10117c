import type { SeriesFigures } from '../store-requests.ts';
import type { Connection } from './connection.ts';
import { amountNames, type DayChange, type DayPage, readDayPage, type SeriesAmounts } from './day-page.ts';

/** The rollups of days, remembered for as long as they stand as they were read. */
export interface DayPages {
  /** The days from (included) to (not included) that have any. Within a reading transaction. */
  between(from: number, until: number): readonly DayPage[];
  /** The amounts of such days by the ids of series: see `sumBySeries`. */
  sumOf(pages: readonly DayPage[]): PageSums;
  /** What a transaction of this store has added to a day, and the day's version since it was committed. */
  change(day: number, version: number, changes: readonly DayChange[]): void;
}

/** Amounts of some pages together. */
export interface PageSums {
  readonly sums: readonly Float64Array[];
  /** What `make` makes of the sums: once, while they stand as they are. */
  totals(make: () => readonly SeriesFigures[]): readonly SeriesFigures[];
}

interface Held {
  readonly page: DayPage;
  version: number;
}

// About 20 MB: a year of many series, or many years of few.
const mostEntries = 300_000;

/**
 * Makes pages over the rollups. Days past hardly change, and a dashboard asks for them again and again: each is read once,
 * and again when its version, which every transaction that changes the day counts up, tells that somebody else has changed
 * it. What this store adds to a day is added to its page as well.
 */
export function createDayPages(connection: Connection): DayPages {
  const { statement } = connection;
  const known = new Map<number, Held>();
  // A dashboard asks for the same days again, under one filter after the other; the sum heeds none.
  const noSum: { readonly pages: readonly DayPage[]; readonly sums: readonly Float64Array[] } = { pages: [], sums: [] };
  let lastSum = noSum;
  let lastTotals: readonly SeriesFigures[] | null = null;

  function remember(day: number, version: number): DayPage {
    // Anew, and not in the place of what was known: a map keeps the order of insertion.
    known.delete(day);
    const page = readDayPage(connection, day);
    known.set(day, { page, version });
    return page;
  }

  // Pages grow when more is asked of them. The one that was read longest ago goes first.
  function bound(): void {
    let entries = 0;
    for (const { page } of known.values()) entries += page.size();
    for (const [day, { page }] of known) {
      if (entries <= mostEntries || known.size === 1) break;
      entries -= page.size();
      known.delete(day);
    }
  }

  function apply(held: Held, changes: readonly DayChange[]): void {
    held.page.apply(changes);
    if (!lastSum.pages.includes(held.page)) return;
    lastTotals = null;
    for (const change of changes) {
      if (change.table !== 'messages') continue;
      // A series that is newer than the sums.
      if (change.series >= (lastSum.sums[0]?.length ?? 0)) {
        lastSum = noSum;
        return;
      }
      amountNames.forEach((amount, index) => {
        const sums = lastSum.sums[index];
        if (sums !== undefined) sums[change.series] = (sums[change.series] ?? 0) + change[amount];
      });
    }
  }

  return {
    between(from, until) {
      const versions = statement('SELECT day, version FROM statuswire_days WHERE day >= ? AND day < ?').all(
        from,
        until,
      );
      const pages = versions.map((row) => {
        const [day, version] = [Number(row.day), Number(row.version)];
        const held = known.get(day);
        return held?.version === version ? held.page : remember(day, version);
      });
      bound();
      return pages;
    },
    sumOf(pages) {
      const same = pages.length === lastSum.pages.length && pages.every((page, index) => page === lastSum.pages[index]);
      if (!same) {
        lastSum = { pages, sums: sumBySeries(pages.map(({ amounts }) => amounts)) };
        lastTotals = null;
      }
      return {
        sums: lastSum.sums,
        totals(make) {
          lastTotals ??= make();
          return lastTotals;
        },
      };
    },
    change(day, version, changes) {
      const held = known.get(day);
      if (held === undefined) return;
      if (held.version === version - 1) {
        apply(held, changes);
        held.version = version;
      } else if (held.version !== version) known.delete(day);
    },
  };
}

/** Sums messages, events, repeats and late by the ids of series, which count up from 1 and so can index an array. */
export function sumBySeries(parts: readonly SeriesAmounts[]): readonly Float64Array[] {
  let last = 0;
  for (const { series } of parts) for (const id of series) last = Math.max(last, id);
  const [messages, events, repeats, late] = [0, 1, 2, 3].map(() => new Float64Array(last + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const part of parts) {
    part.series.forEach((id, entry) => {
      messages[id] = (messages[id] ?? 0) + (part.messages[entry] ?? 0);
      events[id] = (events[id] ?? 0) + (part.events[entry] ?? 0);
      repeats[id] = (repeats[id] ?? 0) + (part.repeats[entry] ?? 0);
      late[id] = (late[id] ?? 0) + (part.late[entry] ?? 0);
    });
  }
  return [messages, events, repeats, late];
}

import type { EventSource } from '@statuswire/contracts';
import type { Series, SourceSet } from '../figures.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { Connection, Row } from './connection.ts';

/** The series by their ids, kept in memory: they are few, never change and are never deleted. */
export interface SeriesIndex {
  /** The id of a series, made where it is new. Within a writing transaction. */
  idOf(series: Series): number;
  /** All series. Within a transaction. */
  all(): ReadonlyMap<number, Series>;
  /** To be called when a transaction ended: what it made is known for good, or never was. */
  settle(committed: boolean): void;
}

// Past this many the cache of ids starts anew: hostile numbers must not fill the memory.
const mostCached = 50_000;

/** Makes the index over the table of series. */
export function createSeriesIndex({ statement }: Connection): SeriesIndex {
  const ids = new Map<string, number>();
  const fresh = new Set<string>();
  const known = new Map<number, Series>();
  let lastKnown = 0;

  return {
    idOf(series) {
      const key = seriesKey(series);
      const cached = ids.get(key);
      if (cached !== undefined) return cached;
      const columns = columnsOf(series);
      const row = statement(
        `SELECT id FROM statuswire_series WHERE project_id = ? AND number = ? AND status = ? AND error_code = ? AND prefix = ?
         AND kind = ? AND dialect = ? AND conflicted = ? AND healed = ? AND sources = ?`,
      ).get(...columns);
      const id = row === undefined ? insert(columns) : Number(row.id);
      if (ids.size >= mostCached) ids.clear();
      ids.set(key, id);
      fresh.add(key);
      return id;
    },
    all() {
      for (const row of statement('SELECT * FROM statuswire_series WHERE id > ? ORDER BY id').all(lastKnown)) {
        lastKnown = Number(row.id);
        known.set(lastKnown, seriesOfRow(row));
      }
      return known;
    },
    settle(committed) {
      if (!committed) for (const key of fresh) ids.delete(key);
      fresh.clear();
    },
  };

  function insert(columns: ReturnType<typeof columnsOf>): number {
    return Number(
      statement(
        `INSERT INTO statuswire_series
         (project_id, number, status, error_code, prefix, kind, dialect, conflicted, healed, sources)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(...columns).lastInsertRowid,
    );
  }
}

function seriesKey(series: Series): string {
  return JSON.stringify(columnsOf(series));
}

function columnsOf(series: Series) {
  return [
    encodeText(series.projectId),
    encodeText(series.number),
    series.status,
    encodeText(series.errorCode),
    series.prefix,
    series.kind,
    series.dialect,
    Number(series.conflicted),
    Number(series.healed),
    series.sources,
  ] as const;
}

function seriesOfRow(row: Row): Series {
  return {
    projectId: decodeText(String(row.project_id)),
    dialect: row.dialect as Series['dialect'],
    kind: row.kind as Series['kind'],
    number: decodeText(String(row.number)),
    prefix: String(row.prefix),
    status: row.status as Series['status'],
    errorCode: decodeText(String(row.error_code)),
    conflicted: row.conflicted === 1,
    healed: row.healed === 1,
    sources: row.sources as SourceSet | EventSource,
  };
}

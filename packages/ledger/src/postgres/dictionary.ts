import type { LatencySeries, Series } from '../figures.ts';
import { encodeText } from '../storable-text.ts';
import type { Statements } from './database.ts';
import { digestOf } from './digest.ts';
import { arrayOf } from './parameters.ts';

/** The numbers that stand for lines and series in figures and messages. */
export interface DictionaryIds {
  line(line: LatencySeries): number;
  series(series: Series): number;
  /** Keeps what was looked up. Only once the transaction is committed: what it added would be gone otherwise. */
  remember(): void;
}

/** Looks up lines and series, adding those that are new, and remembers their numbers from one transaction to the next. */
export interface Dictionary {
  /** Only while nobody else writes, with the version that `head` tells. */
  idsOf(
    statements: Statements,
    version: number,
    wanted: { readonly lines: Iterable<LatencySeries>; readonly series: Iterable<Series> },
  ): Promise<DictionaryIds>;
}

// About 20 MB. What is used goes in again.
const maxRemembered = 100_000;

const addLines = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS wanted (digest, project_id, dialect, kind, number)
), added AS (
  INSERT INTO statuswire.lines (digest, project_id, dialect, kind, number)
  SELECT * FROM wanted WHERE NOT EXISTS (SELECT FROM statuswire.lines known WHERE known.digest = wanted.digest)
  RETURNING id, digest
)
SELECT id, replace(digest::text, '-', '') FROM added
UNION ALL
SELECT id, replace(digest::text, '-', '') FROM statuswire.lines WHERE digest = ANY ($1::uuid[])`;

const addSeries = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[],
    $8::text[]) AS wanted (digest, line_id, prefix, status, error_code, conflicted, healed, sources)
), added AS (
  INSERT INTO statuswire.series (digest, line_id, prefix, status, error_code, conflicted, healed, sources)
  SELECT * FROM wanted WHERE NOT EXISTS (SELECT FROM statuswire.series known WHERE known.digest = wanted.digest)
  RETURNING id, digest
)
SELECT id, replace(digest::text, '-', '') FROM added
UNION ALL
SELECT id, replace(digest::text, '-', '') FROM statuswire.series WHERE digest = ANY ($1::uuid[])`;

type IdRow = readonly [id: unknown, digest: string];

/** Makes a dictionary that remembers nothing yet. */
export function createDictionary(): Dictionary {
  let version = -1;
  // Lines and series share it: their keys differ in length.
  const remembered = new Map<string, number>();

  return {
    async idsOf(statements, currentVersion, wanted) {
      if (version !== currentVersion || remembered.size > maxRemembered) remembered.clear();
      version = currentVersion;
      // All that this transaction needs, whatever becomes of what is remembered.
      const found = new Map<string, number>();
      const isKnown = (key: string) => {
        const id = remembered.get(key);
        if (id !== undefined) found.set(key, id);
        return id !== undefined;
      };

      const newSeries = new Map<string, Series>();
      const newLines = new Map<string, LatencySeries>();
      for (const series of wanted.series) {
        const key = storedSeriesKey(series);
        if (!isKnown(key)) newSeries.set(key, series);
      }
      for (const line of [...wanted.lines, ...newSeries.values()]) {
        const key = storedLineKey(line);
        if (!isKnown(key)) newLines.set(key, line);
      }

      const resolve = async (text: string, keys: readonly string[], columns: readonly unknown[]) => {
        if (keys.length === 0) return;
        const digests = keys.map(digestOf);
        const rows = await statements.run<IdRow>(text, [arrayOf(digests), ...columns]);
        const ids = new Map(rows.map(([id, digest]) => [digest, Number(id)]));
        keys.forEach((key, index) => {
          const id = ids.get(digests[index] ?? '');
          if (id !== undefined) found.set(key, id);
        });
      };

      const lines = [...newLines.values()];
      await resolve(
        addLines,
        [...newLines.keys()],
        [
          lines.map(({ projectId }) => encodeText(projectId)),
          lines.map(({ dialect }) => dialect),
          lines.map(({ kind }) => kind),
          lines.map(({ number }) => encodeText(number)),
        ],
      );
      const series = [...newSeries.values()];
      await resolve(
        addSeries,
        [...newSeries.keys()],
        [
          arrayOf(series.map((one) => found.get(storedLineKey(one)) ?? null)),
          series.map(({ prefix }) => prefix),
          series.map(({ status }) => status),
          series.map(({ errorCode }) => encodeText(errorCode)),
          arrayOf(series.map(({ conflicted }) => conflicted)),
          arrayOf(series.map(({ healed }) => healed)),
          series.map(({ sources }) => sources),
        ],
      );

      const idFor = (key: string) => {
        const id = found.get(key);
        if (id === undefined) throw new TypeError('A line or series was not asked for before it was used.');
        return id;
      };
      return {
        line: (line) => idFor(storedLineKey(line)),
        series: (one) => idFor(storedSeriesKey(one)),
        remember() {
          // Transactions of one process may be heard of in another order than they were committed in.
          if (version !== currentVersion) return;
          for (const [key, id] of found) remembered.set(key, id);
        },
      };
    },
  };
}

// Digests of these two stand in the tables: written otherwise, every line and series would be there twice. Not those of
// figures.ts, which live in memory only.

/** The text whose digest names a line in the tables. Never to be changed. */
export function storedLineKey({ projectId, dialect, kind, number }: LatencySeries): string {
  return JSON.stringify([projectId, dialect, kind, number]);
}

/** The text whose digest names a series in the tables. Never to be changed. */
export function storedSeriesKey(series: Series): string {
  const { projectId, dialect, kind, number, prefix, status, errorCode, conflicted, healed, sources } = series;
  return JSON.stringify([projectId, dialect, kind, number, prefix, status, errorCode, conflicted, healed, sources]);
}

import type { EventSource } from '@statuswire/contracts';
import { type LatencySeries, lineKey, type Series, type SourceSet, seriesKey } from '../figures.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { Connection, Row } from './connection.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';

/** What figures are counted by. */
export interface SeriesIndex {
  readonly series: Dictionary<Series>;
  /** What latencies are counted by. */
  readonly lines: Dictionary<LatencySeries>;
  /** To be called when a transaction ended. */
  settle(committed: boolean): void;
}

/** Makes the index over the tables of series and lines. */
export function createSeriesIndex(connection: Connection): SeriesIndex {
  const series = createDictionary<Series>(connection, {
    table: 'statuswire_series',
    columns: [
      'project_id',
      'number',
      'status',
      'error_code',
      'prefix',
      'kind',
      'dialect',
      'conflicted',
      'healed',
      'sources',
    ],
    keyOf: seriesKey,
    columnsOf: (item) => [
      encodeText(item.projectId),
      encodeText(item.number),
      item.status,
      encodeText(item.errorCode),
      item.prefix,
      item.kind,
      item.dialect,
      Number(item.conflicted),
      Number(item.healed),
      item.sources,
    ],
    itemOf: (row) => ({
      ...lineOfRow(row),
      prefix: String(row.prefix),
      status: row.status as Series['status'],
      errorCode: decodeText(String(row.error_code)),
      conflicted: row.conflicted === 1,
      healed: row.healed === 1,
      sources: row.sources as SourceSet | EventSource,
    }),
  });
  const lines = createDictionary<LatencySeries>(connection, {
    table: 'statuswire_lines',
    columns: ['project_id', 'number', 'dialect', 'kind'],
    keyOf: lineKey,
    columnsOf: (item) => [encodeText(item.projectId), encodeText(item.number), item.dialect, item.kind],
    itemOf: lineOfRow,
  });
  return {
    series,
    lines,
    settle(committed) {
      series.settle(committed);
      lines.settle(committed);
    },
  };
}

function lineOfRow(row: Row): LatencySeries {
  return {
    projectId: decodeText(String(row.project_id)),
    dialect: row.dialect as Series['dialect'],
    kind: row.kind as Series['kind'],
    number: decodeText(String(row.number)),
  };
}

import { dayGrain, hourGrain } from './figure-rows.ts';
import type { Values } from './filter-conditions.ts';

/** Hours since 1970: from (included) until (not included); `null` is open. */
export interface FigureRange {
  readonly from: number | null;
  readonly until: number | null;
}

/** Buckets of one grain. */
export interface GrainedRange extends FigureRange {
  readonly grain: number;
}

/** A range by the hour. */
export function hourRange(range: FigureRange): GrainedRange {
  return { grain: hourGrain, ...range };
}

/** A range by whole days where it has such, and by hours at its ends. */
export function coarseRanges({ from, until }: FigureRange): readonly GrainedRange[] {
  const firstDay = from === null ? null : Math.ceil(from / 24);
  const endDay = until === null ? null : Math.floor(until / 24);
  if (firstDay !== null && endDay !== null && firstDay >= endDay) return [hourRange({ from, until })];
  return [
    { grain: dayGrain, from: firstDay, until: endDay },
    ...(firstDay === null || firstDay * 24 === from ? [] : [hourRange({ from, until: firstDay * 24 })]),
    ...(endDay === null || endDay * 24 === until ? [] : [hourRange({ from: endDay * 24, until })]),
  ];
}

/** A query for the rows of a table of figures within ranges, their `bucket` being hours or days. */
export function rowsWithin(
  table: 'message_figures' | 'latency_figures',
  columns: string,
  interval: 'hour' | 'day',
  ranges: readonly GrainedRange[],
  values: Values,
): string {
  return ranges
    .map(({ grain, from, until }) => {
      const bucket = grain === hourGrain && interval === 'day' ? 'floor(bucket / 24.0)::integer' : 'bucket';
      const conditions = [
        `grain = ${grain}`,
        ...(from === null ? [] : [`bucket >= ${values.add(from, 'integer')}`]),
        ...(until === null ? [] : [`bucket < ${values.add(until, 'integer')}`]),
      ];
      return `SELECT ${bucket} AS bucket, ${columns} FROM statuswire.${table} WHERE ${conditions.join(' AND ')}`;
    })
    .join('\n  UNION ALL\n  ');
}

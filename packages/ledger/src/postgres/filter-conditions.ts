import { messageStatuses } from '@statuswire/contracts';
import { type MessageFilter, type SeriesFilter, withCutNumber } from '../message-filter.ts';
import { outcomeOf } from '../outcome.ts';
import { encodeText } from '../storable-text.ts';
import { toMilliseconds } from './instant.ts';

/** Collects the values of a statement that is composed: what a condition compares with never stands in its text. */
export interface Values {
  readonly list: readonly unknown[];
  /** Adds a value and returns what stands for it in the text. */
  add(value: unknown, type: string): string;
}

/** Makes an empty collection. */
export function createValues(): Values {
  const list: unknown[] = [];
  return {
    list,
    add(value, type) {
      list.push(value);
      return `$${list.length}::${type}`;
    },
  };
}

/** What `line` must hold so that its series pass a filter. The counterpart of `passesLatencySeries`. */
export function lineConditions(filter: SeriesFilter, values: Values): readonly string[] {
  const { projectId, dialect, kind, number } = withCutNumber(filter);
  return [
    ...equal('line.project_id', projectId, values),
    ...equal('line.dialect', dialect, values),
    ...equal('line.kind', kind, values),
    ...equal('line.number', number, values),
  ];
}

/** What `series` and its `line` must hold to pass a filter. The counterpart of `passesSeries`. */
export function seriesConditions(filter: SeriesFilter, values: Values): readonly string[] {
  const { prefix, status, errorCode, source, conflicted, healed } = filter;
  return [
    ...lineConditions(filter, values),
    ...equal('series.prefix', prefix, values),
    ...equal('series.status', status, values),
    ...(errorCode === undefined ? [] : [`series.status IN ('failed', 'undelivered')`]),
    ...equal('series.error_code', errorCode, values),
    ...(source === undefined ? [] : [`series.sources IN ('both', ${values.add(source, 'text')})`]),
    ...(conflicted === undefined ? [] : [`series.conflicted = ${values.add(conflicted, 'boolean')}`]),
    ...(healed === undefined ? [] : [`series.healed = ${values.add(healed, 'boolean')}`]),
  ];
}

function equal(column: string, value: string | undefined, values: Values): readonly string[] {
  return value === undefined ? [] : [`${column} = ${values.add(encodeText(value), 'text')}`];
}

/** What `message` must hold beyond its series: when it was first seen. */
export function timeConditions({ since, until }: MessageFilter, values: Values): readonly string[] {
  return [
    ...(since === undefined ? [] : [`message.first_seen_at >= ${values.add(toMilliseconds(since), 'bigint')}`]),
    ...(until === undefined ? [] : [`message.first_seen_at < ${values.add(toMilliseconds(until), 'bigint')}`]),
  ];
}

/** The statuses that come to an outcome whatever the time is. */
export function statusesOf(outcome: NonNullable<MessageFilter['outcome']>): readonly string[] {
  return [...messageStatuses, 'unknown' as const].filter(
    (status) => status !== 'sent' && outcomeOf({ status, kind: 'sms', statuses: {} }, { now: 0 }) === outcome,
  );
}

/** What `message` and its `series` must hold to have come to an outcome. The counterpart of `outcomeOf`. */
export function outcomeConditions(
  outcome: MessageFilter['outcome'],
  receiptCutoff: string,
  values: Values,
): readonly string[] {
  if (outcome === undefined) return [];
  const settled = `series.status = ANY (${values.add(statusesOf(outcome), 'text[]')})`;
  if (outcome !== 'in_transit' && outcome !== 'accepted_no_receipt') return [settled];
  const awaited = `coalesce(message.awaited_since > ${values.add(toMilliseconds(receiptCutoff), 'bigint')}, false)`;
  const sent = `series.status = 'sent' AND ${outcome === 'in_transit' ? awaited : `NOT ${awaited}`}`;
  return [`(${settled} OR ${sent})`];
}

/** The conditions as one. */
export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

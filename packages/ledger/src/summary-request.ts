import { assertInteger, assertKnownOptions } from '@statuswire/contracts';
import { checkedFilter, type MessageFilter, messageFilters } from './message-filter.ts';
import { assertOneOf } from './one-of.ts';
import type { SummaryQuery } from './store-requests.ts';

/** Which figures. */
export interface SummaryRequest {
  /** Times are widened to whole hours. */
  readonly filter?: Omit<MessageFilter, 'search'>;
  /** How finely the timeline is cut. @default 'hour' up to 14 days, else 'day' */
  readonly interval?: 'hour' | 'day';
  /** How many minutes back callbacks count as recent. @default 5 */
  readonly recentMinutes?: number;
}

/** The request as it was understood. */
export interface SummaryFrame {
  readonly filter: Omit<MessageFilter, 'search'>;
  readonly interval: 'hour' | 'day';
  readonly recentMinutes: number;
}

const summaryOptions = ['filter', 'interval', 'recentMinutes'] as const satisfies readonly (keyof SummaryRequest)[];
const summaryFilters = messageFilters.filter((name) => name !== 'search');
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Checks a request for figures, and makes the query of it that a store is asked. */
export function summaryQuery(
  request: SummaryRequest,
  { now, receiptCutoff }: { readonly now: Date; readonly receiptCutoff: string },
): { readonly frame: SummaryFrame; readonly query: SummaryQuery } {
  assertKnownOptions('summary', request, summaryOptions);
  const { filter = {}, recentMinutes = 5 } = request;
  assertInteger('recentMinutes', recentMinutes, 1, 1_440);
  const checked = checkedFilter(filter, summaryFilters);
  const { interval = intervalFor(checked, now) } = request;
  assertOneOf('interval', interval, ['hour', 'day']);
  const frame = { filter: inWholeHours(checked), interval, recentMinutes };
  const { outcome: _, ...stored } = frame.filter;
  return {
    frame,
    query: {
      filter: stored,
      interval,
      receiptCutoff,
      recentSince: new Date((Math.floor(now.getTime() / minuteMs) - recentMinutes + 1) * minuteMs).toISOString(),
      now: now.toISOString(),
    },
  };
}

/** The filter with its times widened to whole hours, which is what rollups know. */
function inWholeHours<Filter extends Pick<MessageFilter, 'since' | 'until'>>(filter: Filter): Filter {
  const { since, until } = filter;
  const hours = (time: string, round: (value: number) => number) =>
    new Date(round(Date.parse(time) / hourMs) * hourMs).toISOString();
  return {
    ...filter,
    ...(since === undefined ? {} : { since: hours(since, Math.floor) }),
    ...(until === undefined ? {} : { until: hours(until, Math.ceil) }),
  };
}

function intervalFor({ since, until }: Pick<MessageFilter, 'since' | 'until'>, now: Date): 'hour' | 'day' {
  if (since === undefined) return 'day';
  const end = until === undefined ? now.getTime() : Date.parse(until);
  return end - Date.parse(since) > 14 * 24 * hourMs ? 'day' : 'hour';
}

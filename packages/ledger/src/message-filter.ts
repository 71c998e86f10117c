import {
  assertKnownOptions,
  type Dialect,
  dialects,
  type EventSource,
  eventSources,
  type MessageStatus,
  messageStatuses,
  StatusWireError,
} from '@statuswire/contracts';
import type { MessageEvidence } from './evidence.ts';
import {
  type LatencySeries,
  type MessageRecord,
  maxNumberLength,
  numbersOf,
  type Series,
  seriesOf,
} from './figures.ts';
import { checkedInstant } from './instant.ts';
import { kindOf, type MessageKind, messageKinds } from './message-state.ts';
import { type MessageOutcome, messageOutcomes, outcomeOf, sentAtOf } from './outcome.ts';
import { statusOfStamp } from './precedence.ts';
import { encodeText } from './storable-text.ts';

/** By which time messages are listed. */
export const messageSorts = ['firstSeenAt', 'lastSeenAt'] as const;

/** By which time messages are listed. */
export type MessageSort = (typeof messageSorts)[number];

/** Which messages. What is left out lets everything through; what is given must all hold. */
export interface MessageFilter {
  /** First seen then or later. */
  readonly since?: string;
  /** First seen before then. */
  readonly until?: string;
  readonly projectId?: string;
  readonly dialect?: Dialect;
  readonly kind?: MessageKind;
  /** The number of ours: what was sent from or, inbound, to. The first 64 UTF-16 units count. */
  readonly number?: string;
  /** The country calling code of the other number, `+44` say; empty for numbers without one. */
  readonly prefix?: string;
  readonly status?: MessageStatus | 'unknown';
  readonly outcome?: MessageOutcome;
  /** Of messages whose status is a failure; empty for failures without a code. */
  readonly errorCode?: string;
  /** Told of by that source, and perhaps by others. */
  readonly source?: EventSource;
  readonly conflicted?: boolean;
  readonly healed?: boolean;
  /** Begins a message id, a number, or the value of a custom variable; see `searchTerms`. */
  readonly search?: string;
}

/** The names of all filters. */
export const messageFilters = [
  'since',
  'until',
  'projectId',
  'dialect',
  'kind',
  'number',
  'prefix',
  'status',
  'outcome',
  'errorCode',
  'source',
  'conflicted',
  'healed',
  'search',
] as const satisfies readonly (keyof MessageFilter)[];

const isText = (value: unknown): boolean => typeof value === 'string';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isOneOf = (words: readonly string[]) => {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value: unknown): boolean => known.has(value);
};

const rules: Readonly<Record<Exclude<keyof MessageFilter, 'since' | 'until'>, (value: unknown) => boolean>> = {
  projectId: isText,
  dialect: isOneOf(dialects),
  kind: isOneOf(messageKinds),
  number: isText,
  prefix: isText,
  status: isOneOf([...messageStatuses, 'unknown']),
  outcome: isOneOf(messageOutcomes),
  errorCode: isText,
  source: isOneOf(eventSources),
  conflicted: isFlag,
  healed: isFlag,
  search: isText,
};

/**
 * The filter with its times in the one form that is compared. Throws `STATUSWIRE_INVALID_OPTIONS` for a name that is none
 * of those given, for a time that is none and for a value that no message can have: a filter must not be ignored in silence.
 */
export function checkedFilter<Filter extends MessageFilter>(filter: Filter, names: readonly string[]): Filter {
  assertKnownOptions('The filter', filter, names);
  for (const name of Object.keys(rules) as (keyof typeof rules)[]) {
    const value = filter[name];
    if (value === undefined || rules[name](value)) continue;
    throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `The filter's ${name} is none that a message can have.`);
  }
  const { since, until } = filter;
  return {
    ...filter,
    ...(since === undefined ? {} : { since: checkedInstant('since', since) }),
    ...(until === undefined ? {} : { until: checkedInstant('until', until) }),
  };
}

/** The part of a filter that a series decides. */
export type SeriesFilter = Pick<
  MessageFilter,
  'projectId' | 'dialect' | 'kind' | 'number' | 'prefix' | 'status' | 'errorCode' | 'source' | 'conflicted' | 'healed'
>;

/** Whether messages of a series pass a filter. */
export function passesSeries(series: Series, filter: SeriesFilter): boolean {
  return (
    agrees(series.projectId, filter.projectId) &&
    agrees(series.dialect, filter.dialect) &&
    agrees(series.kind, filter.kind) &&
    agrees(series.number, filter.number) &&
    agrees(series.prefix, filter.prefix) &&
    agrees(series.status, filter.status) &&
    // Other messages have an empty code too, so that an empty code alone would not mean failures.
    (filter.errorCode === undefined || (isFailing(series) && series.errorCode === filter.errorCode)) &&
    (filter.source === undefined || series.sources === 'both' || series.sources === filter.source) &&
    agrees(series.conflicted, filter.conflicted) &&
    agrees(series.healed, filter.healed)
  );
}

/** Whether latencies of a series pass the part of a filter that latencies heed. */
export function passesLatencySeries(series: LatencySeries, filter: SeriesFilter): boolean {
  return (
    agrees(series.projectId, filter.projectId) &&
    agrees(series.dialect, filter.dialect) &&
    agrees(series.kind, filter.kind) &&
    agrees(series.number, filter.number)
  );
}

function isFailing({ status }: Series): boolean {
  return status === 'failed' || status === 'undelivered';
}

function agrees<Value>(value: Value, wanted: Value | undefined): boolean {
  return wanted === undefined || value === wanted;
}

/** Longest value of a custom variable that a search looks at, in UTF-16 units. */
export const maxSearchLength = 64;

/** What a search is compared with: case does not matter for custom variables. */
export interface SearchTerms {
  readonly messageId: string;
  /** A number begins with one of these: a search of digits alone finds E.164 numbers too. */
  readonly numbers: readonly string[];
  readonly variable: string;
}

/** Makes the terms of a search. */
export function searchTerms(search: string): SearchTerms {
  return {
    messageId: search,
    numbers: /^\d+$/.test(search) ? [search, `+${search}`] : [search],
    variable: searchableVariable(search),
  };
}

/** A custom variable's value as it is searched. */
export function searchableVariable(value: string): string {
  return value.slice(0, maxSearchLength).toLowerCase().slice(0, maxSearchLength);
}

/** Whether a message passes a filter. The definition that every store's `list` must come to. */
export function passesFilter(message: MessageRecord, filter: MessageFilter, receiptCutoffAt: string): boolean {
  const { evidence } = message;
  return (
    (filter.since === undefined || evidence.firstSeenAt >= filter.since) &&
    (filter.until === undefined || evidence.firstSeenAt < filter.until) &&
    passesSeries(seriesOf(evidence), withCutNumber(filter)) &&
    (filter.outcome === undefined || passesOutcome(message, filter.outcome, receiptCutoffAt)) &&
    (filter.search === undefined || passesSearch(message, searchTerms(filter.search)))
  );
}

/** The filter with its number cut as the numbers of series are. */
export function withCutNumber<Filter extends SeriesFilter>(filter: Filter): Filter {
  return filter.number === undefined ? filter : { ...filter, number: filter.number.slice(0, maxNumberLength) };
}

function passesOutcome({ evidence }: MessageRecord, outcome: MessageOutcome, receiptCutoffAt: string): boolean {
  const status = statusOfStamp(evidence.status.stamp);
  if (status !== 'sent') return outcomeOf({ status, kind: 'sms', statuses: {} }, { now: 0 }) === outcome;
  return outcome === (isAwaited(evidence, receiptCutoffAt) ? 'in_transit' : 'accepted_no_receipt');
}

/** Whether a receipt is still awaited for a message: an SMS at `sent`, sent after the cutoff. */
export function isAwaited(evidence: MessageEvidence, receiptCutoffAt: string): boolean {
  return (awaitedSince(evidence) ?? '') > receiptCutoffAt;
}

/** Since when a receipt is awaited for a message: when it was sent, if it is an SMS at `sent`; else `null`. */
export function awaitedSince(evidence: MessageEvidence): string | null {
  if (statusOfStamp(evidence.status.stamp) !== 'sent' || kindOf(evidence) === 'mms') return null;
  return sentAtOf(evidence.statuses);
}

function passesSearch({ evidence }: MessageRecord, terms: SearchTerms): boolean {
  const { ours, theirs } = numbersOf(evidence);
  const begins = (value: string, term: string) => encodeText(value).startsWith(encodeText(term));
  return (
    begins(evidence.messageId, terms.messageId) ||
    terms.numbers.some((number) => begins(ours, number) || begins(theirs, number)) ||
    Object.values(evidence.customVariables?.value ?? {}).some((value) =>
      begins(searchableVariable(value), terms.variable),
    )
  );
}

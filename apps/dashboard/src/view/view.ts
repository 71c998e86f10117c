import { type Dialect, type EventSource, messageStatuses } from '@statuswire/contracts';
import type { Message, Summary } from '../api/client.ts';

/** The ranges that are offered, and how long each is in hours; `null` is all there is. */
export const ranges = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24, all: null } as const;

/** A range that is offered. */
export type Range = keyof typeof ranges;

/** The range where none is told. */
export const usualRange = '24h' satisfies Range;

/** The statuses of a message, as they are filtered by. */
export const statuses = [...messageStatuses, 'unknown'] as const satisfies readonly Message['status'][];

/** What messages come to, as they are filtered by. */
export const outcomes = [
  'delivered',
  'failed',
  'in_transit',
  'pending',
  'accepted_no_receipt',
  'received',
  'unknown',
] as const satisfies readonly Message['outcome'][];

// Written out: the lists themselves stand beside schemas, which the browser has no use for.
const dialects = ['compatibility', 'platform'] as const satisfies readonly Dialect[];
const sources = ['callback', 'rest'] as const satisfies readonly EventSource[];
const kinds = ['sms', 'mms'] as const satisfies readonly Message['kind'][];

/** What messages are told apart by, and filtered by with it. */
export const dimensions = [
  'number',
  'projectId',
  'prefix',
  'kind',
  'dialect',
] as const satisfies readonly (keyof Summary['by'])[];

/** One of the things that messages are told apart by. */
export type Dimension = (typeof dimensions)[number];

/** The orders of the list, other than the newest first: by which time, and which end comes first. */
export const orders = {
  oldest: { sort: 'firstSeenAt', order: 'ascending' },
  changed: { sort: 'lastSeenAt', order: 'descending' },
} as const;

/** An order of the list. */
export type Order = keyof typeof orders;

/** All that the address says of what is shown. */
export interface View {
  readonly range?: Range;
  /** With `until`: a range of its own, ISO 8601; it outweighs `range`. */
  readonly since?: string;
  readonly until?: string;
  readonly status?: Message['status'];
  readonly outcome?: Message['outcome'];
  readonly errorCode?: string;
  readonly number?: string;
  readonly prefix?: string;
  readonly projectId?: string;
  readonly dialect?: Dialect;
  readonly kind?: Message['kind'];
  readonly source?: EventSource;
  readonly conflicted?: 'true';
  readonly healed?: 'true';
  readonly search?: string;
  /** What the figures are broken down by. */
  readonly by?: Dimension;
  /** The order of the list; the newest first where it is left out. */
  readonly order?: Order;
}

/** The parts of a view that choose messages, in the order in which they are shown. */
export const filterNames = [
  'outcome',
  'status',
  'errorCode',
  'projectId',
  'number',
  'prefix',
  'kind',
  'dialect',
  'source',
  'conflicted',
  'healed',
  'search',
] as const satisfies readonly (keyof View)[];

function oneOf<Word extends string>(words: readonly Word[]): (given: string) => Word | undefined {
  return (given) => words.find((word) => word === given);
}

const anyText = (given: string): string | undefined => (given.length <= 255 ? given : undefined);
const someText = (given: string): string | undefined => (given === '' ? undefined : anyText(given));
// The years of which the API can be asked: in ISO 8601 another one takes a sign. The last hour is none to round up from.
const askable = { from: Date.parse('0000-01-01T00:00:00.000Z'), to: Date.parse('9999-12-31T23:00:00.000Z') } as const;
const isAskable = (at: number): boolean => at >= askable.from && at <= askable.to;

// A browser takes more for a time: of `banana 3` it makes the third month.
const instantShape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

function instant(given: string): string | undefined {
  // In an address a plus sign that nobody encoded reads as a space.
  const text = given.replace(/ (?=\d{2}:?\d{2}$)/, '+');
  return instantShape.test(text) && isAskable(Date.parse(text)) ? text : undefined;
}

const anyRange = oneOf(Object.keys(ranges) as Range[]);

const readers: { readonly [Name in keyof View]-?: (given: string) => View[Name] } = {
  // The usual one is left out, so that it is the same address and the same query however it was chosen.
  range: (given) => (given === usualRange ? undefined : anyRange(given)),
  since: instant,
  until: instant,
  status: oneOf(statuses),
  outcome: oneOf(outcomes),
  errorCode: anyText,
  number: anyText,
  prefix: (given) => (given.length <= 8 ? given : undefined),
  projectId: someText,
  dialect: oneOf(dialects),
  kind: oneOf(kinds),
  source: oneOf(sources),
  conflicted: oneOf(['true']),
  healed: oneOf(['true']),
  search: someText,
  by: oneOf(dimensions),
  order: oneOf(Object.keys(orders) as Order[]),
};

/** Reads a view; what makes no sense is left out, so that an old or broken link still shows something. */
export function readView(given: Readonly<Record<string, unknown>>): View {
  const read = Object.entries(readers).flatMap(([name, reader]) => {
    const text = given[name];
    const value = typeof text === 'string' ? reader(text) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const { until, ...view } = Object.fromEntries(read) as View;
  const isOver = until === undefined || (view.since !== undefined && Date.parse(until) <= Date.parse(view.since));
  return isOver ? view : { ...view, until };
}

/** A part of the view that is replaced; `undefined` takes it away. */
export type ViewChange = { readonly [Name in keyof View]?: View[Name] | undefined };

/** An instant of time, and the one until which it goes; `null` is open. */
export interface Period {
  readonly since: string | null;
  readonly until: string | null;
}

const hourMs = 3_600_000;

/** An instant as ISO 8601 UTC, from milliseconds since 1970, brought to a whole hour: as figures are kept. */
export function wholeHour(at: number, round: (value: number) => number = Math.floor): string {
  return new Date(round(at / hourMs) * hourMs).toISOString();
}

/** The range that a view shows now, widened to whole hours: figures are kept by the hour, and the list must agree. */
export function periodOf({ range = usualRange, since, until }: View, now: number): Period {
  if (since !== undefined || until !== undefined) {
    return {
      since: since === undefined ? null : wholeHour(Date.parse(since)),
      until: until === undefined ? null : wholeHour(Date.parse(until), Math.ceil),
    };
  }
  const hours = ranges[range];
  return { since: hours === null ? null : wholeHour(now - hours * hourMs), until: null };
}

/**
 * As long a range just before, to the nearest hour as figures are kept by the hour; `null` where there is none, or none of
 * the years 0 to 9999.
 */
export function periodBefore(view: View, now: number): Period | null {
  const { since, until } = periodOf(view, now);
  if (since === null) return null;
  const lengthMs = (until === null ? now : Date.parse(until)) - Date.parse(since);
  const hours = Math.max(Math.round(lengthMs / hourMs), 1);
  const from = Date.parse(since) - hours * hourMs;
  return isAskable(from) ? { since: wholeHour(from), until: since } : null;
}

/** The parameters with which the API is asked for what a view filters by. */
export function filterParameters(view: View): Readonly<Partial<Record<(typeof filterNames)[number], string>>> {
  const given = filterNames.flatMap((name) => (view[name] === undefined ? [] : [[name, view[name]] as const]));
  return Object.fromEntries(given);
}

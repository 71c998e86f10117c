import type { Dialect, EventSource, MessageStatus } from '@statuswire/contracts';
import { isFailure } from '@statuswire/contracts';
import type { EventRecord } from './event-record.ts';
import { allSources, callbackBit, type MessageEvidence, restBit } from './evidence.ts';
import { millisecondsOf } from './instant.ts';
import { type LatencyClock, type LatencyMeasure, latenciesOf } from './latency.ts';
import { errorOf, isConflicted, isHealed, kindOf, lateCount, type MessageKind } from './message-state.ts';
import { callingCode } from './phone-number.ts';
import { statusOfStamp } from './precedence.ts';

/** Who told of a message. */
export const sourceSets = ['callback', 'rest', 'both'] as const;

/** Who told of a message. */
export type SourceSet = (typeof sourceSets)[number];

/** What figures can be split and filtered by: messages that are alike in all of this are counted together. */
export interface Series {
  readonly projectId: string;
  readonly dialect: Dialect;
  readonly kind: MessageKind;
  /** The number of ours: what the message was sent from or, inbound, to. At most 64 UTF-16 units of it. */
  readonly number: string;
  /** The country calling code of the other number, `+44` say; empty for short codes and all else. */
  readonly prefix: string;
  readonly status: MessageStatus | 'unknown';
  /** Only of messages whose status is a failure; empty where there is no code. */
  readonly errorCode: string;
  readonly conflicted: boolean;
  readonly healed: boolean;
  readonly sources: SourceSet;
}

/** What is counted of a series. */
export interface Amounts {
  readonly messages: number;
  /** Distinct facts. */
  readonly events: number;
  /** Deliveries of facts that were known already. */
  readonly repeats: number;
  /** Statuses that came after one that follows them. */
  readonly late: number;
}

/** What latencies can be split and filtered by: fewer things than messages, since each of these has a whole histogram. */
export type LatencySeries = Pick<Series, 'projectId' | 'dialect' | 'kind' | 'number'>;

/** A message as a store keeps it. */
export interface MessageRecord {
  readonly evidence: MessageEvidence;
  /** Distinct facts recorded. */
  readonly eventCount: number;
  /** Deliveries of those facts, repeats included. */
  readonly deliveryCount: number;
}

/** One step of a change to the figures: what is added to, or taken from, one row. */
export type FigureChange =
  | { readonly table: 'messages'; readonly hour: number; readonly series: Series; readonly amounts: Amounts }
  | {
      readonly table: 'latencies';
      readonly hour: number;
      readonly series: LatencySeries;
      readonly measure: LatencyMeasure;
      readonly clock: LatencyClock;
      readonly step: number;
      readonly readings: number;
    }
  | {
      readonly table: 'activity';
      readonly minute: number;
      readonly projectId: string;
      readonly source: EventSource;
      readonly deliveries: number;
    };

/** Longest number that figures, filters and searches look at, in UTF-16 units; an E.164 number has 16. */
export const maxNumberLength = 64;

/** Hours since 1970 of an instant. */
export function hourOf(instant: string): number {
  return Math.floor(millisecondsOf(instant) / 3_600_000);
}

/** Days since 1970 of an hour. */
export function dayOfHour(hour: number): number {
  return Math.floor(hour / 24);
}

/** Minutes since 1970 of an instant. */
export function minuteOf(instant: string): number {
  return Math.floor(millisecondsOf(instant) / 60_000);
}

/** Our number and the other one, cut to what is counted and searched. */
export function numbersOf(evidence: MessageEvidence): { readonly ours: string; readonly theirs: string } {
  const status = statusOfStamp(evidence.status.stamp);
  const inbound =
    evidence.direction?.value.startsWith('inbound') === true || status === 'receiving' || status === 'received';
  const from = (evidence.from?.value ?? '').slice(0, maxNumberLength);
  const to = (evidence.to?.value ?? '').slice(0, maxNumberLength);
  return inbound ? { ours: to, theirs: from } : { ours: from, theirs: to };
}

/** The series that a message counts in. */
export function seriesOf(evidence: MessageEvidence): Series {
  const status = statusOfStamp(evidence.status.stamp);
  const { ours, theirs } = numbersOf(evidence);
  const bits = allSources(evidence);
  return {
    projectId: evidence.projectId,
    dialect: evidence.dialect % 2 === 1 ? 'platform' : 'compatibility',
    kind: kindOf(evidence),
    number: ours,
    prefix: callingCode(theirs),
    status,
    errorCode: isFailure(status) ? (errorOf(evidence)?.code ?? '') : '',
    conflicted: isConflicted(evidence.statuses),
    healed: isHealed(status, evidence.statuses),
    sources: bits === callbackBit ? 'callback' : bits === restBit ? 'rest' : 'both',
  };
}

/** One string per series, for maps. */
export function seriesKey(series: Series): string {
  const { status, errorCode, prefix, conflicted, healed, sources } = series;
  return `${status} ${prefix} ${conflicted} ${healed} ${sources} ${errorCode.length} ${errorCode} ${lineKey(series)}`;
}

/** One string per series of latencies, for maps. */
export function lineKey({ projectId, dialect, kind, number }: LatencySeries): string {
  // Whatever the ids hold, their lengths tell where each ends.
  return `${dialect} ${kind} ${projectId.length} ${projectId} ${number}`;
}

/** What a message counts for in its series. */
export function amountsOf({ evidence, eventCount, deliveryCount }: MessageRecord): Amounts {
  return {
    messages: 1,
    events: eventCount,
    repeats: deliveryCount - eventCount,
    late: lateCount(evidence.statuses),
  };
}

/** What a message adds to the figures: to one row of messages, and to histograms. */
export type MessageFigures = readonly [Extract<FigureChange, { readonly table: 'messages' }>, ...FigureChange[]];

/** Everything a message adds to the figures: counted in the hour in which it was first seen. */
export function figuresOfMessage(message: MessageRecord): MessageFigures {
  const { evidence } = message;
  const hour = hourOf(evidence.firstSeenAt);
  const series = seriesOf(evidence);
  const { projectId, dialect, kind, number } = series;
  return [
    { table: 'messages', hour, series, amounts: amountsOf(message) },
    ...latenciesOf(evidence.statuses).map(
      (latency): FigureChange => ({
        table: 'latencies',
        hour,
        series: { projectId, dialect, kind, number },
        ...latency,
        readings: 1,
      }),
    ),
  ];
}

/** Everything a row of the event log adds to the figures: its deliveries, in the minute of the first. */
export function figuresOfEvent(record: EventRecord): readonly FigureChange[] {
  const minute = minuteOf(record.receivedAt);
  const { projectId } = record;
  const changes: FigureChange[] = [];
  if (record.callbackDeliveries > 0) {
    changes.push({ table: 'activity', minute, projectId, source: 'callback', deliveries: record.callbackDeliveries });
  }
  if (record.restDeliveries > 0) {
    changes.push({ table: 'activity', minute, projectId, source: 'rest', deliveries: record.restDeliveries });
  }
  return changes;
}

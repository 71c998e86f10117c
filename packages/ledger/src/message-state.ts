import {
  type Dialect,
  type EventSource,
  isFailure,
  isTerminal,
  type MessageStatus,
  statusRank,
} from '@statuswire/contracts';
import {
  allSources,
  callbackBit,
  type ErrorEvidence,
  type MessageEvidence,
  restBit,
  type StatusEvidence,
  type StatusEvidences,
} from './evidence.ts';
import { statusOfStamp, timeOfStamp } from './precedence.ts';

/** `mms` where media were told of; everything else counts as `sms`, as the platform dialect tells no media. */
export const messageKinds = ['sms', 'mms'] as const;

/** SMS or MMS. */
export type MessageKind = (typeof messageKinds)[number];

/** When a message was first told to have a status: by our clock, and by the provider's where it told a time. */
export interface StatusTimes {
  readonly firstSeenAt: string;
  readonly occurredAt: string | null;
  readonly sources: readonly EventSource[];
}

/** What became of a message: all that its events say, joined. Source: docs/ledger.md. */
export interface MessageState {
  readonly projectId: string;
  readonly messageId: string;
  readonly dialect: Dialect;
  readonly kind: MessageKind;
  readonly status: MessageStatus | 'unknown';
  /** SignalWire's own word for that status. */
  readonly providerStatus: string;
  /** The provider's time of the event that decided the status; `null` where it told none. */
  readonly occurredAt: string | null;
  readonly from: string;
  readonly to: string;
  readonly body: string | null;
  readonly segments: number | null;
  readonly media: number | null;
  readonly direction: string | null;
  /** Of the weightiest failing event that tells one, even where another ending outweighs the failure. */
  readonly error: { readonly code: string | null; readonly message: string | null } | null;
  readonly customVariables: Readonly<Record<string, string>>;
  /** Endings contradict each other and no REST answer has settled it. */
  readonly conflicted: boolean;
  /** The status is known from REST alone: its callback was never delivered. */
  readonly healed: boolean;
  /** Who has told of the message. */
  readonly sources: readonly EventSource[];
  /** Per status that was told, the earliest times. */
  readonly statuses: Readonly<Partial<Record<MessageStatus | 'unknown', StatusTimes>>>;
  /** How many statuses were first heard of after a status that follows them in a message's life. */
  readonly lateCount: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** Distinct facts; repeats do not count. */
  readonly eventCount: number;
}

/** Reads the state of a message off its evidence and the number of its distinct events. */
export function stateOf(evidence: MessageEvidence, eventCount: number): MessageState {
  const status = statusOfStamp(evidence.status.stamp);
  return {
    projectId: evidence.projectId,
    messageId: evidence.messageId,
    dialect: evidence.dialect % 2 === 1 ? 'platform' : 'compatibility',
    kind: kindOf(evidence),
    status,
    providerStatus: evidence.status.value,
    occurredAt: timeOfStamp(evidence.status.stamp),
    from: evidence.from?.value ?? '',
    to: evidence.to?.value ?? '',
    body: evidence.body?.value ?? null,
    segments: evidence.segments?.value ?? null,
    media: evidence.media?.value ?? null,
    direction: evidence.direction?.value ?? null,
    error: errorOf(evidence),
    customVariables: evidence.customVariables?.value ?? {},
    conflicted: isConflicted(evidence.statuses),
    healed: isHealed(status, evidence.statuses),
    sources: sourcesOf(allSources(evidence)),
    statuses: timesOf(evidence.statuses),
    lateCount: lateCount(evidence.statuses),
    firstSeenAt: evidence.firstSeenAt,
    lastSeenAt: evidence.lastSeenAt,
    eventCount,
  };
}

/** SMS or MMS, as far as the evidence tells. */
export function kindOf(evidence: MessageEvidence): MessageKind {
  return (evidence.media?.value ?? 0) > 0 ? 'mms' : 'sms';
}

/** The error of the weightiest failing event that has one; an event that tells a code outweighs all that tell none. */
export function errorOf({ errors }: MessageEvidence): MessageState['error'] {
  let greatest: ErrorEvidence | null = null;
  for (const error of errors) if (greatest === null || outweighs(error, greatest)) greatest = error;
  return greatest === null ? null : { code: greatest.code, message: greatest.message?.value ?? null };
}

function outweighs(a: ErrorEvidence, b: ErrorEvidence): boolean {
  if ((a.code === null) !== (b.code === null)) return b.code === null;
  if (a.stamp !== b.stamp) return a.stamp > b.stamp;
  return String(a.code) > String(b.code);
}

/**
 * Whether endings contradict each other. Two of `delivered undelivered failed received` do, and `read` contradicts all but
 * `delivered`. Once REST has told an ending, only what REST told counts, and `read`, which no other ending undoes.
 */
export function isConflicted(statuses: StatusEvidences): boolean {
  let all: Endings = none;
  let byRest: Endings = none;
  let told: keyof StatusEvidences;
  // Without lists made and thrown away: this runs several times for every event recorded.
  for (told in statuses) {
    if (!isTerminal(told)) continue;
    all = withEnding(all, told);
    if (hasSource(statuses[told], restBit)) byRest = withEnding(byRest, told);
  }
  const counted = byRest === none ? all : { ...byRest, read: all.read };
  return counted.ends > 1 || (counted.read && counted.unread);
}

interface Endings {
  /** Different endings, without `read`. */
  readonly ends: number;
  readonly read: boolean;
  /** One of them cannot be followed by `read`. */
  readonly unread: boolean;
}

const none: Endings = { ends: 0, read: false, unread: false };

function withEnding({ ends, read, unread }: Endings, status: keyof StatusEvidences): Endings {
  if (status === 'read') return { ends, read: true, unread };
  return { ends: ends + 1, read, unread: unread || isFailure(status) || status === 'received' };
}

/**
 * Whether the status is known from REST alone. Only for statuses that matter to the sender of a message: `sent` and what
 * follows it; inbound messages have no status callbacks that could be missed.
 */
export function isHealed(status: MessageStatus | 'unknown', statuses: StatusEvidences): boolean {
  const rank = statusRank(status);
  if (rank === null || rank < 2 || status === 'received') return false;
  return !hasSource(statuses[status], callbackBit);
}

function hasSource(evidence: StatusEvidence | undefined, bit: number): boolean {
  return evidence !== undefined && (evidence.sources & bit) !== 0;
}

/** The names of source bits. */
export function sourcesOf(bits: number): readonly EventSource[] {
  if (bits === callbackBit) return ['callback'];
  return bits === restBit ? ['rest'] : ['callback', 'rest'];
}

function timesOf(statuses: StatusEvidences): MessageState['statuses'] {
  const times: Partial<Record<MessageStatus | 'unknown', StatusTimes>> = {};
  for (const status of Object.keys(statuses) as (keyof StatusEvidences)[]) {
    const evidence = statuses[status];
    if (evidence === undefined) continue;
    times[status] = {
      firstSeenAt: evidence.firstSeenAt,
      occurredAt: evidence.occurredAt,
      sources: sourcesOf(evidence.sources),
    };
  }
  return times;
}

/** How many statuses were first heard of after a status of a greater rank. */
export function lateCount(statuses: StatusEvidences): number {
  let count = 0;
  let status: keyof StatusEvidences;
  for (status in statuses) if (cameLate(status, statuses)) count += 1;
  return count;
}

function cameLate(status: keyof StatusEvidences, statuses: StatusEvidences): boolean {
  const rank = statusRank(status);
  const at = statuses[status]?.firstSeenAt;
  if (rank === null || at === undefined) return false;
  let other: keyof StatusEvidences;
  for (other in statuses) {
    const earlier = statuses[other]?.firstSeenAt;
    if (earlier !== undefined && earlier < at && (statusRank(other) ?? 0) > rank) return true;
  }
  return false;
}

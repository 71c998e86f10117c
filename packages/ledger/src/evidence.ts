import { isFailure, type MessageStatus } from '@statuswire/contracts';
import { compareValues, type EventRecord, fieldSource, fieldValue, type MergedField } from './event-record.ts';
import { stampOf } from './precedence.ts';
import { compareTexts, greaterText, lesserText } from './text-order.ts';

/** A value with the weight of the event that told it. The join of two is the weightier; of equal weights, the greater value. */
export interface Register<Value> {
  readonly stamp: string;
  readonly value: Value;
}

/** One error code that failing events told, with the weightiest of them and the weightiest text that came with that code. */
export interface ErrorEvidence {
  readonly code: string | null;
  readonly stamp: string;
  readonly message: Register<string> | null;
}

/** Bits of `StatusEvidence.sources`. */
export const callbackBit = 1;
/** Bits of `StatusEvidence.sources`. */
export const restBit = 2;

/** When a status was first told, by both clocks, and by whom. */
export interface StatusEvidence {
  readonly firstSeenAt: string;
  readonly occurredAt: string | null;
  /** `callbackBit`, `restBit`, or both. */
  readonly sources: number;
}

/** The statuses a message was told to have. */
export type StatusEvidences = Readonly<Partial<Record<MessageStatus | 'unknown', StatusEvidence>>>;

/**
 * What all events of a message say together: a point in a join semilattice. `joinEvidence` is commutative, associative and
 * idempotent, so the evidence of a set of events does not depend on how they came. Source: docs/ledger.md, "The lattice".
 */
export interface MessageEvidence {
  readonly projectId: string;
  readonly messageId: string;
  /** 0 or 1 for the compatibility or platform dialect told by REST only, 2 or 3 where a callback told it. */
  readonly dialect: number;
  /** SignalWire's word for the weightiest status; the stamp tells the status itself. */
  readonly status: Register<string>;
  readonly from: Register<string> | null;
  readonly to: Register<string> | null;
  readonly body: Register<string> | null;
  readonly segments: Register<number> | null;
  readonly media: Register<number> | null;
  readonly direction: Register<string> | null;
  readonly customVariables: Register<Readonly<Record<string, string>>> | null;
  /** In order of the codes, so that equal evidence is written alike. */
  readonly errors: readonly ErrorEvidence[];
  readonly statuses: StatusEvidences;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

/** What one record of the event log says: a single point of the lattice. */
export function evidenceOf(record: EventRecord): MessageEvidence {
  const stamp = stampOf(record);
  // A field that only a callback told keeps a callback's weight, although REST told the same fact.
  const callbackStamp = record.callbackFields.length === 0 ? stamp : stampOf({ ...record, source: 'callback' });
  const register = <Value>(field: MergedField): Register<Value> | null => {
    const value = fieldValue(record, field) as Value | null;
    if (value === null) return null;
    return { stamp: fieldSource(record, field) === record.source ? stamp : callbackStamp, value };
  };
  const message = register<string>('errorMessage');
  return {
    projectId: record.projectId,
    messageId: record.messageId,
    dialect: (record.callbackDeliveries > 0 ? 2 : 0) + (record.dialect === 'platform' ? 1 : 0),
    status: { stamp, value: record.providerStatus },
    from: register('from'),
    to: register('to'),
    body: register('body'),
    segments: register('segments'),
    media: register('media'),
    direction: register('direction'),
    customVariables: register('customVariables'),
    errors: isFailure(record.status) && record.error !== null ? [errorEvidence(record.error.code, stamp, message)] : [],
    statuses: {
      [record.status]: {
        firstSeenAt: record.receivedAt,
        occurredAt: record.occurredAt,
        sources: (record.callbackDeliveries > 0 ? callbackBit : 0) | (record.restDeliveries > 0 ? restBit : 0),
      },
    },
    firstSeenAt: record.receivedAt,
    lastSeenAt: record.lastReceivedAt,
  };
}

// An error without a code is its text, so it weighs what its text weighs: another copy of the fact may tell no error at all.
function errorEvidence(code: string | null, stamp: string, message: Register<string> | null): ErrorEvidence {
  return { code, stamp: code === null && message !== null ? message.stamp : stamp, message };
}

/** The least upper bound of two pieces of evidence about one message. */
export function joinEvidence(a: MessageEvidence, b: MessageEvidence): MessageEvidence {
  return {
    projectId: a.projectId,
    messageId: a.messageId,
    dialect: Math.max(a.dialect, b.dialect),
    status: weightier(a.status, b.status),
    from: joinRegisters(a.from, b.from),
    to: joinRegisters(a.to, b.to),
    body: joinRegisters(a.body, b.body),
    segments: joinRegisters(a.segments, b.segments),
    media: joinRegisters(a.media, b.media),
    direction: joinRegisters(a.direction, b.direction),
    customVariables: joinRegisters(a.customVariables, b.customVariables),
    errors: joinErrors(a.errors, b.errors),
    statuses: joinStatuses(a.statuses, b.statuses),
    firstSeenAt: lesserText(a.firstSeenAt, b.firstSeenAt),
    lastSeenAt: greaterText(a.lastSeenAt, b.lastSeenAt),
  };
}

function weightier<Value>(a: Register<Value>, b: Register<Value>): Register<Value> {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp ? a : b;
  return compareValues(a.value, b.value) >= 0 ? a : b;
}

function joinRegisters<Value>(a: Register<Value> | null, b: Register<Value> | null): Register<Value> | null {
  return a === null || b === null ? (a ?? b) : weightier(a, b);
}

// The missing code sorts before every code, the empty one too.
function codeOrder(code: string | null): string {
  return code === null ? '' : `:${code}`;
}

function joinErrors(a: readonly ErrorEvidence[], b: readonly ErrorEvidence[]): readonly ErrorEvidence[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const byCode = new Map(a.map((error) => [error.code, error]));
  for (const error of b) {
    const other = byCode.get(error.code);
    if (other === undefined) byCode.set(error.code, error);
    else {
      const stamp = greaterText(other.stamp, error.stamp);
      byCode.set(error.code, { code: error.code, stamp, message: joinRegisters(other.message, error.message) });
    }
  }
  return [...byCode.values()].sort((x, y) => compareTexts(codeOrder(x.code), codeOrder(y.code)));
}

function joinStatuses(a: StatusEvidences, b: StatusEvidences): StatusEvidences {
  const joined: Partial<Record<MessageStatus | 'unknown', StatusEvidence>> = { ...a };
  for (const status of Object.keys(b) as (keyof StatusEvidences)[]) {
    const right = b[status];
    const left = joined[status];
    if (right === undefined) continue;
    joined[status] =
      left === undefined
        ? right
        : {
            firstSeenAt: lesserText(left.firstSeenAt, right.firstSeenAt),
            occurredAt: earliest(left.occurredAt, right.occurredAt),
            sources: left.sources | right.sources,
          };
  }
  return joined;
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : lesserText(a, b);
}

/** The bits of all sources that told of the message. */
export function allSources({ statuses }: MessageEvidence): number {
  let bits = 0;
  let status: keyof StatusEvidences;
  for (status in statuses) bits |= statuses[status]?.sources ?? 0;
  return bits;
}

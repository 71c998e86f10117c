import { type StatusEvent, StatusWireError } from '@statuswire/contracts';
import { canonicalJson } from './canonical-json.ts';
import { canonicalInstant } from './instant.ts';
import { compareTexts, greaterText, lesserText } from './text-order.ts';

/** Fields that one copy of an event may tell and another may not. */
export const mergedFields = [
  'from',
  'to',
  'body',
  'segments',
  'media',
  'direction',
  'customVariables',
  'errorMessage',
] as const;

/** A field that one copy of an event may tell and another may not. */
export type MergedField = (typeof mergedFields)[number];

/** What the host knew of a delivery beyond its event: the verdict on its signature, the raw payload. Strings only. */
export interface Provenance {
  /** When the delivery that it belongs to was received; of several copies the earliest delivery's is kept. */
  readonly receivedAt: string;
  readonly details: Readonly<Record<string, string>>;
}

/**
 * One row of the event log: all copies of one fact merged into one. The merge is commutative and associative, and
 * idempotent but for the counts of deliveries, which count. Source: docs/ledger.md, "Repeats".
 */
export interface EventRecord extends StatusEvent {
  /** The latest of all copies; `receivedAt` is the earliest. */
  readonly lastReceivedAt: string;
  readonly callbackDeliveries: number;
  readonly restDeliveries: number;
  /** Fields that only a callback told although a REST answer told the same fact: they keep a callback's weight. */
  readonly callbackFields: readonly MergedField[];
  readonly provenance: Provenance | null;
}

/** The record of a single delivery. Throws `STATUSWIRE_INVALID_OPTIONS` where a time is none. */
export function recordOf(event: StatusEvent, details: Provenance['details'] | null = null): EventRecord {
  const receivedAt = canonicalTime(event.receivedAt);
  return {
    key: event.key,
    source: event.source,
    dialect: event.dialect,
    projectId: event.projectId,
    messageId: event.messageId,
    status: event.status,
    providerStatus: event.providerStatus,
    from: event.from,
    to: event.to,
    body: event.body,
    segments: withoutNegativeZero(event.segments),
    media: withoutNegativeZero(event.media),
    direction: event.direction,
    error: toError(event.error?.code ?? null, event.error?.message ?? null),
    occurredAt: event.occurredAt === null ? null : canonicalTime(event.occurredAt),
    receivedAt,
    customVariables: frozenCopy(event.customVariables),
    extra: hasMembers(event.extra) ? asJson(event.extra) : {},
    lastReceivedAt: receivedAt,
    callbackDeliveries: event.source === 'callback' ? 1 : 0,
    restDeliveries: event.source === 'rest' ? 1 : 0,
    callbackFields: [],
    provenance: details === null ? null : { receivedAt, details },
  };
}

// Events of one batch were received within the same few milliseconds, and each is read several times.
const lastTime = { given: '', canonical: '' };

// Times are compared as strings, so all must have the one form.
function canonicalTime(time: string): string {
  if (time === lastTime.given) return lastTime.canonical;
  const text = canonicalInstant(time);
  if (text !== null) {
    lastTime.given = time;
    lastTime.canonical = text;
    return text;
  }
  throw new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    'The event has a time that is no ISO 8601 instant of the years 0 to 9999. Make events with normalizeCallback().',
  );
}

// JSON cannot say -0, so a state that held it would differ from the same state read back.
function withoutNegativeZero(count: number | null): number | null {
  return count === 0 ? 0 : count;
}

// Stores keep what they were told last, and states give it out: neither the caller nor a reader can change it.
function frozenCopy(variables: StatusEvent['customVariables']): StatusEvent['customVariables'] {
  return hasMembers(variables) ? Object.freeze({ ...variables }) : noVariables;
}

const noVariables = Object.freeze({});

// Merging compares values as JSON says them, so that a copy weighs the same before and after it was stored.
function asJson(extra: StatusEvent['extra']): StatusEvent['extra'] {
  return JSON.parse(JSON.stringify(extra)) as StatusEvent['extra'];
}

function toError(code: string | null, message: string | null): StatusEvent['error'] {
  return code === null && message === null ? null : { code, message };
}

/** The value of a field and whether it has one: an empty number or an empty set of variables says nothing. */
export function fieldValue(record: EventRecord, field: MergedField): unknown {
  switch (field) {
    case 'from':
    case 'to':
      return record[field] === '' ? null : record[field];
    case 'customVariables':
      return hasMembers(record.customVariables) ? record.customVariables : null;
    case 'errorMessage':
      return record.error?.message ?? null;
    default:
      return record[field];
  }
}

function hasMembers(value: object): boolean {
  for (const _name in value) return true;
  return false;
}

/** The source that a field of a record weighs as. */
export function fieldSource(record: EventRecord, field: MergedField): StatusEvent['source'] {
  return record.callbackFields.includes(field) ? 'callback' : record.source;
}

/** Orders two values of one field: negative, zero or positive. Any total order does; this one needs no locale. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'object' || typeof b === 'object') return compareTexts(canonicalJson(a), canonicalJson(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareTexts(String(a), String(b));
}

/**
 * Merges two records of one key. Throws `STATUSWIRE_INVALID_OPTIONS` where they are not the same fact: a key must never be
 * used for two.
 */
export function mergeRecords(a: EventRecord, b: EventRecord): EventRecord {
  if (!isSameFact(a, b)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'An event has the key of another fact (another message, status, error code or time). Make keys with eventKey().',
    );
  }
  const source = a.source === 'rest' || b.source === 'rest' ? 'rest' : 'callback';
  const callbackFields: MergedField[] = [];
  const value = <Field extends MergedField>(field: Field): EventRecord => {
    const winner = prevails(a, b, field) ? a : b;
    if (source === 'rest' && fieldSource(winner, field) === 'callback' && fieldValue(winner, field) !== null) {
      callbackFields.push(field);
    }
    return winner;
  };
  return {
    key: a.key,
    source,
    dialect: a.dialect,
    projectId: a.projectId,
    messageId: a.messageId,
    status: a.status,
    providerStatus: greaterWord(a, b),
    from: value('from').from,
    to: value('to').to,
    body: value('body').body,
    segments: value('segments').segments,
    media: value('media').media,
    direction: value('direction').direction,
    customVariables: value('customVariables').customVariables,
    error: toError(a.error?.code ?? null, value('errorMessage').error?.message ?? null),
    occurredAt: a.occurredAt,
    receivedAt: lesserText(a.receivedAt, b.receivedAt),
    extra: mergeExtra(a.extra, b.extra),
    lastReceivedAt: greaterText(a.lastReceivedAt, b.lastReceivedAt),
    callbackDeliveries: a.callbackDeliveries + b.callbackDeliveries,
    restDeliveries: a.restDeliveries + b.restDeliveries,
    callbackFields,
    provenance: earlierProvenance(a.provenance, b.provenance),
  };
}

function isSameFact(a: EventRecord, b: EventRecord): boolean {
  return (
    a.key === b.key &&
    a.dialect === b.dialect &&
    a.projectId === b.projectId &&
    a.messageId === b.messageId &&
    a.status === b.status &&
    a.occurredAt === b.occurredAt &&
    (a.error?.code ?? null) === (b.error?.code ?? null)
  );
}

function prevails(a: EventRecord, b: EventRecord, field: MergedField): boolean {
  const valueA = fieldValue(a, field);
  const valueB = fieldValue(b, field);
  if (valueA === null || valueB === null) return valueB === null;
  const sourceA = fieldSource(a, field);
  if (sourceA !== fieldSource(b, field)) return sourceA === 'rest';
  return compareValues(valueA, valueB) >= 0;
}

function greaterWord(a: EventRecord, b: EventRecord): string {
  if (a.source !== b.source) return a.source === 'rest' ? a.providerStatus : b.providerStatus;
  return greaterText(a.providerStatus, b.providerStatus);
}

// Members are joined one by one: a price that was null when first told is filled in by a later copy.
function mergeExtra(a: EventRecord['extra'], b: EventRecord['extra']): EventRecord['extra'] {
  if (!hasMembers(b)) return a;
  if (!hasMembers(a)) return b;
  const members = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) {
    const other = members.get(name) ?? null;
    if (other === null || (value !== null && compareTexts(canonicalJson(value), canonicalJson(other)) > 0)) {
      members.set(name, value);
    }
  }
  return Object.fromEntries([...members].sort(([first], [second]) => compareTexts(first, second)));
}

function earlierProvenance(a: Provenance | null, b: Provenance | null): Provenance | null {
  if (a === null || b === null) return a ?? b;
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? a : b;
  return compareValues(a.details, b.details) >= 0 ? a : b;
}

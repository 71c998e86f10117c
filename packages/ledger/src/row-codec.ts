import type { EventRecord } from './event-record.ts';
import type { ErrorEvidence, MessageEvidence, Register } from './evidence.ts';
import type { MessageIdentity } from './message-identity.ts';

// What databases keep of records: JSON without what other columns say, and without what is the rule. JSON escapes NUL and
// lone surrogates, so that it passes through any text column.

const eventDefaults = {
  from: '',
  to: '',
  body: null,
  segments: null,
  media: null,
  direction: null,
  error: null,
  occurredAt: null,
  customVariables: {},
  extra: {},
  callbackDeliveries: 0,
  restDeliveries: 0,
  callbackFields: [],
  provenance: null,
} as const satisfies Partial<EventRecord>;

type WithDefault = keyof typeof eventDefaults | 'providerStatus' | 'lastReceivedAt';
type EncodedEvent = Pick<EventRecord, 'source' | 'dialect' | 'status' | 'receivedAt'> &
  Partial<Pick<EventRecord, WithDefault>>;

/** An event record as JSON, without its key and its message's identity. */
export function encodeEvent(record: EventRecord): string {
  // Members that are undefined are left out.
  const row = {
    source: record.source,
    dialect: record.dialect,
    status: record.status,
    receivedAt: record.receivedAt,
    providerStatus: unless(record.status, record.providerStatus),
    lastReceivedAt: unless(record.receivedAt, record.lastReceivedAt),
    from: unless(eventDefaults.from, record.from),
    to: unless(eventDefaults.to, record.to),
    body: unless(eventDefaults.body, record.body),
    segments: unless(eventDefaults.segments, record.segments),
    media: unless(eventDefaults.media, record.media),
    direction: unless(eventDefaults.direction, record.direction),
    error: unless(eventDefaults.error, record.error),
    occurredAt: unless(eventDefaults.occurredAt, record.occurredAt),
    customVariables: unlessEmpty(record.customVariables),
    extra: unlessEmpty(record.extra),
    callbackDeliveries: unless(eventDefaults.callbackDeliveries, record.callbackDeliveries),
    restDeliveries: unless(eventDefaults.restDeliveries, record.restDeliveries),
    callbackFields: unlessEmpty(record.callbackFields),
    provenance: unless(eventDefaults.provenance, record.provenance),
  } satisfies { readonly [Name in keyof Required<EncodedEvent>]: EventRecord[Name] | undefined };
  return JSON.stringify(row);
}

function unless<Value>(rule: Value, value: Value): Value | undefined {
  return value === rule ? undefined : value;
}

function unlessEmpty<Value extends object>(value: Value): Value | undefined {
  for (const _name in value) return value;
  return undefined;
}

/** What `encodeEvent` was given. */
export function decodeEvent(text: string, { projectId, messageId }: MessageIdentity, key: string): EventRecord {
  const row = JSON.parse(text) as EncodedEvent;
  return {
    ...eventDefaults,
    providerStatus: row.status,
    lastReceivedAt: row.receivedAt,
    ...row,
    key,
    projectId,
    messageId,
  };
}

const registers = ['from', 'to', 'body', 'segments', 'media', 'direction', 'customVariables'] as const;

// A value alone where it has the weight of the status, which is the rule; a pair where it has another.
type EncodedRegister = readonly [value: unknown, stamp?: string];

type EncodedEvidence = Pick<MessageEvidence, 'dialect' | 'statuses' | 'firstSeenAt' | 'lastSeenAt'> & {
  readonly status: readonly [stamp: string, word: string];
  readonly errors?: readonly (readonly [code: string | null, stamp: string, message: EncodedRegister | null])[];
} & Partial<Record<(typeof registers)[number], EncodedRegister>>;

/** Evidence as JSON, without its message's identity. */
export function encodeEvidence(evidence: MessageEvidence): string {
  const { stamp } = evidence.status;
  // Members that are undefined are left out.
  const encode = (register: Register<unknown> | null): EncodedRegister | undefined => {
    if (register === null) return undefined;
    return register.stamp === stamp ? [register.value] : [register.value, register.stamp];
  };
  const row = {
    dialect: evidence.dialect,
    status: [stamp, evidence.status.value],
    statuses: evidence.statuses,
    firstSeenAt: evidence.firstSeenAt,
    lastSeenAt: evidence.lastSeenAt,
    from: encode(evidence.from),
    to: encode(evidence.to),
    body: encode(evidence.body),
    segments: encode(evidence.segments),
    media: encode(evidence.media),
    direction: encode(evidence.direction),
    customVariables: encode(evidence.customVariables),
    errors:
      evidence.errors.length === 0
        ? undefined
        : evidence.errors.map((error) => [error.code, error.stamp, encode(error.message) ?? null] as const),
  } satisfies { readonly [Name in keyof Required<EncodedEvidence>]: EncodedEvidence[Name] | undefined };
  return JSON.stringify(row);
}

/** What `encodeEvidence` was given. */
export function decodeEvidence(text: string, { projectId, messageId }: MessageIdentity): MessageEvidence {
  const row = JSON.parse(text) as EncodedEvidence;
  const [stamp, word] = row.status;
  const decode = <Value>(register: EncodedRegister | undefined | null): Register<Value> | null =>
    register === undefined || register === null ? null : { stamp: register[1] ?? stamp, value: register[0] as Value };
  return {
    projectId,
    messageId,
    dialect: row.dialect,
    status: { stamp, value: word },
    from: decode(row.from),
    to: decode(row.to),
    body: decode(row.body),
    segments: decode(row.segments),
    media: decode(row.media),
    direction: decode(row.direction),
    customVariables: frozen(decode(row.customVariables)),
    errors: (row.errors ?? []).map(
      ([code, errorStamp, message]): ErrorEvidence => ({ code, stamp: errorStamp, message: decode(message) }),
    ),
    statuses: row.statuses,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
  };
}

// As `recordOf` does: who is given a state must not be able to change what a store keeps.
function frozen(register: MessageEvidence['customVariables']): MessageEvidence['customVariables'] {
  if (register !== null) Object.freeze(register.value);
  return register;
}

/**
 * A key as a column beside the message: without the part that all keys of the message share. Keys that `eventKey` did not
 * make stay whole, after an `=`.
 */
export function encodeKey(key: string, ofMessage: string): string {
  const colon = key.indexOf(':');
  const shared = `:${ofMessage}:`;
  return colon > 0 && key.startsWith(shared, colon)
    ? key.slice(0, colon) + key.slice(colon + shared.length - 1)
    : `=${key}`;
}

/** What `encodeKey` was given. */
export function decodeKey(text: string, ofMessage: string): string {
  if (text.startsWith('=')) return text.slice(1);
  const colon = text.indexOf(':');
  return `${text.slice(0, colon)}:${ofMessage}${text.slice(colon)}`;
}

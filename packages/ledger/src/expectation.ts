import { type Dialect, eventKey, type StatusEvent } from '@statuswire/contracts';
import { checkedDate, checkedInstant } from './instant.ts';
import type { MessageIdentity } from './message-identity.ts';

/** A message that an app has just sent, as far as it knows it. Source: docs/ledger.md, "Expected messages". */
export interface ExpectedMessage extends MessageIdentity {
  /** Which API took the message: its callbacks are of that dialect. @default 'compatibility' */
  readonly dialect?: Dialect;
  readonly from: string;
  readonly to: string;
  /** When it was sent: a `Date`, or ISO 8601. @default now */
  readonly sentAt?: Date | string;
  /**
   * The app's own, so that a message can be found by them. Those that a callback of a later status than `queued` tells outweigh
   * them. @default none
   */
  readonly customVariables?: Readonly<Record<string, string>>;
  /** @default not told */
  readonly body?: string | null;
  /** @default not told */
  readonly segments?: number | null;
  /** How many media it has. Tell it of an MMS: no receipt is awaited then. @default not told */
  readonly media?: number | null;
}

/**
 * What the sender of a message knows, as an event: SignalWire's answer to the request that created the message is its first
 * REST answer, `queued`. Where a callback tells the same, the two are one fact. Throws `STATUSWIRE_INVALID_OPTIONS` where
 * `sentAt` is no time.
 */
export function expectationEvent(expected: ExpectedMessage, now: Date): StatusEvent {
  const { projectId, messageId, from, to, dialect = 'compatibility', sentAt = now } = expected;
  const fact = {
    dialect,
    projectId,
    messageId,
    status: 'queued',
    providerStatus: 'queued',
    error: null,
    occurredAt: null,
  } as const;
  return {
    ...fact,
    key: eventKey(fact),
    source: 'rest',
    from,
    to,
    body: expected.body ?? null,
    segments: expected.segments ?? null,
    media: expected.media ?? null,
    direction: null,
    receivedAt: typeof sentAt === 'string' ? checkedInstant('sentAt', sentAt) : checkedDate('sentAt', sentAt),
    customVariables: expected.customVariables ?? {},
    extra: {},
  };
}

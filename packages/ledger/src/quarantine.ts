import { createHash } from 'node:crypto';
import { StatusWireError } from '@statuswire/contracts';
import { checkedInstant } from './instant.ts';

/** What became of a quarantined delivery: nothing yet, recorded after all, or looked at and thrown away. */
export const quarantineStates = ['held', 'recorded', 'discarded'] as const;

/** What became of a quarantined delivery. */
export type QuarantineState = (typeof quarantineStates)[number];

/** A delivery that was signed but could not be read, as its host gives it. */
export interface UnreadableDelivery {
  /** When it was received. */
  readonly receivedAt: string;
  /** Why it could not be read: a problem's code. Never text from the payload. */
  readonly reason: string;
  /** The same in words. Never text from the payload. */
  readonly message: string;
  /** The body as it came. */
  readonly rawBody: Uint8Array;
  /** The content type as it came; empty where there was none. */
  readonly contentType: string;
  /** What else the host knew: the verdict on the signature, the query string. */
  readonly details?: Readonly<Record<string, string>>;
}

/** A delivery on its way into quarantine. */
export interface QuarantineEntry extends Required<UnreadableDelivery> {
  /** A digest of content type and body: the same delivery again has the same. */
  readonly id: string;
}

/** A delivery in quarantine; of several equal ones the first's reason and details. */
export interface QuarantinedDelivery extends QuarantineEntry {
  readonly state: QuarantineState;
  readonly lastReceivedAt: string;
  readonly deliveries: number;
  /** When it left `held`. */
  readonly resolvedAt: string | null;
}

/** The identity of an unreadable delivery: nothing in it could be read, so its bytes are all there is. */
function quarantineId({ contentType, rawBody }: UnreadableDelivery): string {
  return createHash('sha256').update(contentType).update('\0').update(rawBody).digest('hex');
}

/**
 * A delivery with its identity, ready to be kept. Throws `STATUSWIRE_INVALID_OPTIONS`, naming the field and never its value,
 * where it is none: it would be refused by the database, and others of its commit with it.
 */
export function quarantineEntry(delivery: UnreadableDelivery): QuarantineEntry {
  const { reason, message, rawBody, contentType, details = {} } = delivery;
  const receivedAt = checkedInstant('receivedAt', delivery.receivedAt);
  for (const [name, value] of Object.entries({ reason, message, contentType })) {
    if (typeof value !== 'string') throw malformed(name, 'must be a string');
  }
  if (!Object.values(details).every((value) => typeof value === 'string')) {
    throw malformed('details', 'must hold strings only');
  }
  if (!(rawBody instanceof Uint8Array)) throw malformed('rawBody', 'must be the bytes as they came');
  return { receivedAt, reason, message, rawBody, contentType, details, id: quarantineId(delivery) };
}

function malformed(field: string, rule: string): StatusWireError {
  return new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `Not an unreadable delivery: ${field} ${rule}.`);
}

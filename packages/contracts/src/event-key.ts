import type { StatusEvent } from './status-event.ts';

/** The fields of an event that make it the fact it is. */
export type EventIdentity = Pick<
  StatusEvent,
  'dialect' | 'projectId' | 'messageId' | 'status' | 'providerStatus' | 'error' | 'occurredAt'
>;

const plain = /^[\w.~-]*$/;
const special = /[^\w.~-]/g;

// Per UTF-16 unit, so that lone surrogates stay distinct too, and the key is plain ASCII whatever the ids hold.
function escapePart(part: string): string {
  if (plain.test(part)) return part;
  return part.replace(special, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The idempotency key of a fact: equal for equal dialect, project, message, status, error code and provider time, whenever
 * and however often it arrives; different when any of them differs. Plain ASCII without spaces. Two unknown statuses are
 * two facts, so their own words (case folded) are part of it.
 */
export function eventKey(event: EventIdentity): string {
  const status =
    event.status === 'unknown' ? `unknown~${escapePart(event.providerStatus.toLowerCase())}` : event.status;
  const code = event.error?.code ?? '';
  return `${event.dialect}:${escapePart(event.projectId)}:${escapePart(event.messageId)}:${status}:${escapePart(code)}:${event.occurredAt ?? ''}`;
}

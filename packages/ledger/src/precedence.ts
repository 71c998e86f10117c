import { type MessageStatus, type StatusEvent, statusRank } from '@statuswire/contracts';

// Ascending. Decides only between statuses of equal rank, source and time, and has every status once, so that no two
// different statuses ever compare as equal. Why in this order: docs/ledger.md, "Precedence".
const ascending = [
  'unknown',
  'queued',
  'initiated',
  'sending',
  'receiving',
  'sent',
  'failed',
  'undelivered',
  'received',
  'delivered',
  'read',
] as const satisfies readonly (MessageStatus | 'unknown')[];

const letters = new Map<MessageStatus | 'unknown', string>(
  ascending.map((status, index) => [status, index.toString(36)]),
);

const statusesByLetter = new Map([...letters].map(([status, letter]) => [letter, status]));

/** What decides which of two events weighs more. */
export type Weighable = Pick<StatusEvent, 'status' | 'source' | 'occurredAt'>;

/**
 * The weight of an event as a string: of two events the one with the greater string takes precedence. Compares rank, then
 * source (`rest` over `callback`), then provider time (none is oldest), then the status itself.
 */
export function stampOf({ status, source, occurredAt }: Weighable): string {
  const rank = statusRank(status);
  // '-' sorts before every digit, so an event without a time is older than any with one.
  return `${rank === null ? 0 : rank + 1}${source === 'rest' ? 1 : 0}${occurredAt ?? '-'}${letters.get(status) ?? '0'}`;
}

/** The status that a stamp was made of. */
export function statusOfStamp(stamp: string): MessageStatus | 'unknown' {
  return statusesByLetter.get(stamp.charAt(stamp.length - 1)) ?? 'unknown';
}

/** The provider time that a stamp was made of. */
export function timeOfStamp(stamp: string): string | null {
  const time = stamp.slice(2, -1);
  return time === '-' ? null : time;
}

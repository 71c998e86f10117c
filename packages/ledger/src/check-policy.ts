import { isTerminal } from '@statuswire/contracts';
import { millisecondsOf } from './instant.ts';
import type { MessageState } from './message-state.ts';

const minuteMs = 60_000;

/**
 * When a message that has just moved should first be checked with SignalWire: a contradiction at once, after `sent` within
 * two minutes, before that within five; an ending and an MMS at `sent` never. One of which only unknown statuses were told
 * may be anywhere, so it is checked like one that is under way. Counted from when we last heard of it.
 */
export function defaultCheckAt(message: MessageState): string | null {
  const after = (milliseconds: number) => new Date(millisecondsOf(message.lastSeenAt) + milliseconds).toISOString();
  if (message.conflicted) return after(0);
  if (isTerminal(message.status)) return null;
  if (message.status === 'sent') return message.kind === 'mms' ? null : after(2 * minuteMs);
  return after(5 * minuteMs);
}

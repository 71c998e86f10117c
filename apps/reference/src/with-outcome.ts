import { type MessageOutcome, type MessageState, outcomeOf } from '@statuswire/ledger';

/** A message as it is shown: with what has come of it by now, which is derived and never stored. */
export function withOutcome(message: MessageState, now: Date): MessageState & { readonly outcome: MessageOutcome } {
  return { ...message, outcome: outcomeOf(message, { now }) };
}

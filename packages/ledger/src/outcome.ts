import type { MessageState } from './message-state.ts';

/** What a message came to, as far as anybody can tell now. */
export const messageOutcomes = [
  'pending',
  'in_transit',
  'delivered',
  'failed',
  'accepted_no_receipt',
  'received',
  'unknown',
] as const;

/** What a message came to, as far as anybody can tell now. */
export type MessageOutcome = (typeof messageOutcomes)[number];

/** How long a receipt may take. Source: docs/ledger.md, "Outcomes". */
export interface ReceiptPolicy {
  /** How long SignalWire may try to deliver, in milliseconds. @default 14,400,000 (4 hours, SignalWire's own default) */
  readonly validityMs: number;
  /** How long after that a late receipt is still waited for, in milliseconds. @default 3,600,000 (1 hour) */
  readonly graceMs: number;
}

/** SignalWire's default validity period, and an hour more. */
export const defaultReceiptPolicy: ReceiptPolicy = { validityMs: 14_400_000, graceMs: 3_600_000 };

/** When `outcomeOf` looks, and by which policy. */
export interface OutcomeOptions extends Partial<ReceiptPolicy> {
  /** The time of looking: an SMS at `sent` is waited for, until it is not. */
  readonly now: Date | string | number;
}

/** The part of a state that decides its outcome. */
export type OutcomeEvidence = Pick<MessageState, 'status' | 'kind' | 'statuses'>;

/**
 * What a message came to. Derived, never stored, since time alone can change it: an SMS at `sent` after its validity
 * period and a grace, and any MMS at `sent`, is `accepted_no_receipt`. Source: docs/ledger.md, "Outcomes".
 */
export function outcomeOf(state: OutcomeEvidence, options: OutcomeOptions): MessageOutcome {
  switch (state.status) {
    case 'queued':
      return 'pending';
    case 'initiated':
    case 'sending':
    case 'receiving':
      return 'in_transit';
    case 'sent':
      return isAwaited(state, options) ? 'in_transit' : 'accepted_no_receipt';
    case 'delivered':
    case 'read':
      return 'delivered';
    case 'undelivered':
    case 'failed':
      return 'failed';
    case 'received':
      return 'received';
    case 'unknown':
      return 'unknown';
  }
}

function isAwaited(state: OutcomeEvidence, options: OutcomeOptions): boolean {
  if (state.kind === 'mms') return false;
  const sentAt = sentAtOf(state.statuses);
  return sentAt === null || sentAt > receiptCutoff(options);
}

/** When the message was sent: by the provider's clock where it told, else by ours; `null` where it never was. */
export function sentAtOf(statuses: {
  readonly sent?: { readonly firstSeenAt: string; readonly occurredAt: string | null };
}): string | null {
  return statuses.sent === undefined ? null : (statuses.sent.occurredAt ?? statuses.sent.firstSeenAt);
}

/** An SMS at `sent` since this instant or before is waited for no longer. */
export function receiptCutoff(options: OutcomeOptions): string {
  const { validityMs, graceMs } = { ...defaultReceiptPolicy, ...options };
  return new Date(new Date(options.now).getTime() - validityMs - graceMs).toISOString();
}

import { assertInteger, assertKnownOptions, isTerminal } from '@statuswire/contracts';
import { defaultReceiptPolicy, type MessageState, type ReceiptPolicy, sentAtOf } from '@statuswire/ledger';
import { invalidOption } from './options.ts';

/** How often messages are asked about. Source: docs/reconciliation.md, "The policy". */
export interface CheckPolicyOptions {
  /** From `sent` to the first check, in milliseconds. @default 120,000 (2 minutes) */
  readonly afterSentMs?: number;
  /** From any status before `sent` to the first check, in milliseconds. @default 300,000 (5 minutes) */
  readonly beforeSentMs?: number;
  /** The waits double, but not past this, in milliseconds. @default 3,600,000 (1 hour) */
  readonly longestMs?: number;
  /** How long SignalWire may try to deliver, and how long a late receipt is waited for. @default `defaultReceiptPolicy` */
  readonly receipts?: Partial<ReceiptPolicy>;
  /** Each wait is made longer by a random part of at most this: 0.1 is a tenth. @default 0.1 */
  readonly jitter?: number;
}

/** When to ask SignalWire about a message. */
export interface CheckPolicy {
  /** The first check of a message that has just moved, as `createLedger` takes it (`checkAt`); `null` for none. Pure. */
  checkAt(message: MessageState): string | null;
  /** The check after one at `checkedAt` that moved nothing; `null` where nothing more is to be waited for. */
  nextCheckAt(message: MessageState, checkedAt: Date, random: () => number): string | null;
  /** The check after one at `failedAt` that failed; at any age, as nothing was learnt. */
  retryAt(message: MessageState, failedAt: Date, random: () => number): string;
}

// Of the time past the deadline: the wait after a failure.
const overdueShare = 1 / 8;

const knownOptions = [
  'afterSentMs',
  'beforeSentMs',
  'longestMs',
  'receipts',
  'jitter',
] as const satisfies readonly (keyof CheckPolicyOptions)[];

/**
 * Makes the policy: soon after `sent`, then after twice as long each time, until validity period and grace are over. The waits
 * follow from the message's age, not from a count: a check that failed, or came late, changes nothing for the next one.
 */
export function createCheckPolicy(options: CheckPolicyOptions = {}): CheckPolicy {
  assertKnownOptions('createCheckPolicy', options, knownOptions);
  assertKnownOptions('createCheckPolicy receipts', options.receipts ?? {}, Object.keys(defaultReceiptPolicy));
  const { afterSentMs = 120_000, beforeSentMs = 300_000, longestMs = 3_600_000, jitter = 0.1 } = options;
  const { validityMs, graceMs } = { ...defaultReceiptPolicy, ...options.receipts };
  assertInteger('longestMs', longestMs, 1_000, 604_800_000);
  assertInteger('afterSentMs', afterSentMs, 1_000, longestMs);
  assertInteger('beforeSentMs', beforeSentMs, 1_000, longestMs);
  assertInteger('receipts.validityMs', validityMs, 0, 172_800_000);
  assertInteger('receipts.graceMs', graceMs, 0, 604_800_000);
  if (!(jitter >= 0 && jitter <= 1)) throw invalidOption('jitter must be a number from 0 to 1.');

  function firstWait(message: MessageState): number {
    return message.conflicted || message.status === 'sent' ? afterSentMs : beforeSentMs;
  }

  /** Twice as long each time, as far as it can be told from the age. A clock that is behind the message's counts as ahead. */
  function waitAt(message: MessageState, now: number): number {
    return Math.min(Math.abs(now - standsSince(message)) + firstWait(message), longestMs);
  }

  function deadlineOf(message: MessageState): number {
    return awaitedSince(message) + validityMs + graceMs;
  }

  return {
    checkAt(message) {
      if (message.conflicted) return message.lastSeenAt;
      return isAwaited(message) ? instant(Date.parse(message.lastSeenAt) + firstWait(message)) : null;
    },
    nextCheckAt(message, checkedAt, random) {
      if (!message.conflicted && !isAwaited(message)) return null;
      const now = checkedAt.getTime();
      const deadline = deadlineOf(message);
      if (now >= deadline) return null;
      const wait = waitAt(message, now) * (1 + jitter * random());
      // The last check is at the deadline, so that no receipt that came before it is missed.
      return instant(Math.min(now + wait, deadline));
    },
    retryAt(message, failedAt, random) {
      const now = failedAt.getTime();
      // Past the deadline ever more seldom, and never not at all: a day on which SignalWire is out of order loses no message,
      // and one that can never be asked about costs some twenty requests on the first day past it, and one on the tenth.
      const overdue = (now - deadlineOf(message)) * overdueShare;
      return instant(now + Math.max(waitAt(message, now), overdue) * (1 + jitter * random()));
    },
  };
}

/** Whether SignalWire may still have something to tell: nothing follows an ending, nor `sent` of an MMS. */
function isAwaited(message: MessageState): boolean {
  return !isTerminal(message.status) && !(message.status === 'sent' && message.kind === 'mms');
}

/** Since when the message stands as it does, by our clock. */
function standsSince(message: MessageState): number {
  if (!message.conflicted) return Date.parse(message.statuses[message.status]?.firstSeenAt ?? message.firstSeenAt);
  // Since the ending that contradicted the others.
  const endings = Object.entries(message.statuses).flatMap(([status, times]) =>
    isTerminal(status as MessageState['status']) && times !== undefined ? [Date.parse(times.firstSeenAt)] : [],
  );
  return Math.max(...endings, Date.parse(message.firstSeenAt));
}

/** What validity period and grace count from: `sent`, as `outcomeOf` has it, or else the message's beginning. */
function awaitedSince(message: MessageState): number {
  if (message.conflicted) return standsSince(message);
  if (message.status !== 'sent') return Date.parse(message.firstSeenAt);
  const sentAt = Date.parse(sentAtOf(message.statuses) ?? message.firstSeenAt);
  // Nothing is heard of before it is: a provider's clock that is ahead must not make for a deadline that never comes.
  return Math.min(sentAt, standsSince(message));
}

function instant(milliseconds: number): string {
  return new Date(Math.ceil(milliseconds)).toISOString();
}

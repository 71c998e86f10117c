import type { DueMessage, Ledger } from '@statuswire/ledger';
import type { CheckPolicy } from './check-policy.ts';
import { type Counts, countCheck } from './counts.ts';
import { checkMessage } from './message-check.ts';
import { areAllClosed, type GatedClient } from './project-clients.ts';
import type { CheckOutcome, ReconcilerEvent } from './reconciler-events.ts';
import type { RestFailure } from './rest-result.ts';

/** What the sweep of due messages needs. */
export interface DueSweepOptions {
  readonly ledger: Ledger;
  readonly clients: ReadonlyMap<string, GatedClient>;
  readonly policy: CheckPolicy;
  readonly counts: Counts;
  readonly emit: (event: ReconcilerEvent) => void;
  readonly now: () => Date;
  readonly random: () => number;
  /** Distinct for each process. */
  readonly owner: string;
  /** How long a lease lasts, in milliseconds. */
  readonly leaseMs: number;
  /** Most messages of one round. */
  readonly maxChecks: number;
  /** Most messages leased at once. */
  readonly batch: number;
  /** Most messages asked about at once. */
  readonly concurrency: number;
}

/** What a sweep came to. */
export interface SweepProgress {
  /** It stopped at its bound: there may be more to do at once. */
  readonly more: boolean;
}

/**
 * Takes messages whose check is due, contradictions first, then those due longest, and asks SignalWire about each. Every lease
 * ends with the next check, never with the message forgotten: what failed is planned again as well.
 */
export async function sweepDue(options: DueSweepOptions, signal: AbortSignal): Promise<SweepProgress> {
  const { ledger, clients, counts, now, owner, leaseMs, maxChecks, batch } = options;
  let lagMs: number | null = null;
  let left = maxChecks;
  let more = false;
  while (left > 0 && !signal.aborted && !areAllClosed(clients)) {
    const limit = Math.min(batch, left);
    const due = await ledger.due({ owner, leaseMs, limit });
    const at = now().getTime();
    for (const { dueAt } of due) lagMs = Math.max(lagMs ?? 0, at - Date.parse(dueAt));
    lagMs ??= 0;
    left -= due.length;
    await checkBatch(options, due, signal);
    more = due.length === limit;
    if (!more) break;
  }
  if (lagMs !== null) counts.setLag(lagMs);
  return { more: more && !signal.aborted };
}

/** Checks leased messages. Rejects, once all are done, with what kept the ledger from recording or settling one. */
async function checkBatch(options: DueSweepOptions, due: readonly DueMessage[], signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  // No answer may be waited for past its lease: another process would ask for the same message.
  const timer = setTimeout(abort, options.leaseMs * 0.75);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const waiting = [...due];
    // One after the other, so that whether SignalWire may be asked at all is looked at just before each request.
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await checkDue(options, next, { round: signal, lease: stop.signal });
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: options.concurrency }, work));
    const broken = workers.find((result) => result.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

interface Signals {
  /** The round is given up. */
  readonly round: AbortSignal;
  /** That, or the leases of the batch are about to run out. */
  readonly lease: AbortSignal;
}

async function checkDue(options: DueSweepOptions, due: DueMessage, signals: Signals): Promise<void> {
  const { ledger, clients, counts, emit, owner } = options;
  const { projectId, messageId } = due.message;
  const gated = clients.get(projectId);
  const outcome = await outcomeOfCheck(options, gated, due, signals);
  countCheck(counts, projectId, outcome);
  const nextCheckAt = nextAfter(options, gated, due, outcome);
  // False where the message moved meanwhile, by this very answer or by a callback: it has been planned anew then.
  await ledger.settleCheck({ projectId, messageId, owner, nextCheckAt, gone: outcome.kind === 'gone' });
  emit({ kind: 'check', projectId, messageId, outcome });
}

async function outcomeOfCheck(
  options: DueSweepOptions,
  gated: GatedClient | undefined,
  { message }: DueMessage,
  { round, lease }: Signals,
): Promise<CheckOutcome> {
  if (gated === undefined) return { kind: 'no_client' };
  const { client, gate } = gated;
  if (lease.aborted || gate.closedUntil() !== null) return { kind: 'failed', failure: { kind: 'aborted' } };
  const outcome = await checkMessage(options, client, message, message, lease);
  // It took as long as the lease lasts: to give it back as if nobody had tried would be to ask for it first, time and again.
  const isOverdue = outcome.kind === 'failed' && outcome.failure.kind === 'aborted' && !round.aborted;
  const judged: CheckOutcome = isOverdue ? { kind: 'failed', failure: tookTooLong } : outcome;
  gate.note(judged.kind === 'failed' ? judged.failure : null);
  return judged;
}

const tookTooLong: RestFailure = { kind: 'unavailable', reason: 'timeout', status: null, code: null };

function nextAfter(
  { policy, now, random }: DueSweepOptions,
  gated: GatedClient | undefined,
  due: DueMessage,
  outcome: CheckOutcome,
): string | null {
  const at = now();
  switch (outcome.kind) {
    case 'checked': {
      const planned = policy.nextCheckAt(outcome.message, at, random);
      // Not at once, whatever a policy of somebody's own says: that would be a loop without a pause.
      return planned === null ? null : later(planned, new Date(at.getTime() + 1_000).toISOString());
    }
    case 'gone':
      return null;
    case 'no_client':
      return policy.nextCheckAt(due.message, at, random);
    case 'failed': {
      const closed = gated?.gate.closedUntil() ?? null;
      const open = closed === null ? null : new Date(closed).toISOString();
      switch (outcome.failure.kind) {
        case 'aborted':
          return open ?? due.dueAt;
        case 'throttled':
        case 'unauthorized':
          // It has nothing to do with this message: as soon as SignalWire lets us.
          return open ?? policy.retryAt(due.message, at, random);
        default:
          return later(open, policy.retryAt(due.message, at, random));
      }
    }
  }
}

function later(planned: string | null, atLeast: string): string {
  return planned !== null && planned > atLeast ? planned : atLeast;
}

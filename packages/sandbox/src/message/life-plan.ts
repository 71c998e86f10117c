import type { MessageStatus } from '@statuswire/contracts';
import type { Ending } from './magic-numbers.ts';

/** How long each step takes. Milliseconds. */
export interface LifeTiming {
  readonly initiatedAfterMs: number;
  readonly sentAfterMs: number;
  readonly endedAfterMs: number;
}

/** A step that is yet to come, so long after the one before it. */
export interface PlannedStep {
  readonly afterMs: number;
  readonly status: MessageStatus;
  readonly errorCode: string | null;
}

function step(afterMs: number, status: MessageStatus, errorCode: string | null = null): PlannedStep {
  return { afterMs, status, errorCode };
}

function receiptSteps(ending: Ending, timing: LifeTiming): PlannedStep[] {
  const { endedAfterMs } = timing;
  switch (ending.kind) {
    case 'delivered':
      return [step(ending.afterMs ?? endedAfterMs, 'delivered')];
    case 'read':
      return [step(endedAfterMs, 'delivered'), step(endedAfterMs, 'read')];
    case 'undelivered':
      return [step(endedAfterMs, 'undelivered', ending.errorCode)];
    case 'contradicted': {
      const delivered = step(endedAfterMs, 'delivered');
      const undelivered = step(endedAfterMs, 'undelivered', ending.errorCode);
      return ending.first === 'delivered' ? [delivered, undelivered] : [undelivered, delivered];
    }
    case 'no_receipt':
    case 'failed':
    case 'expired':
      return [];
  }
}

/** The life of an outbound message after `queued`. Source: docs/dialects.md, "Statuses". */
export function planOutboundLife(
  message: { readonly kind: 'sms' | 'mms'; readonly validitySeconds: number },
  ending: Ending,
  timing: LifeTiming,
): PlannedStep[] {
  if (ending.kind === 'expired') return [step(message.validitySeconds * 1_000, 'failed', ending.errorCode)];
  const initiated = step(timing.initiatedAfterMs, 'initiated');
  if (ending.kind === 'failed') return [initiated, step(timing.sentAfterMs, 'failed', ending.errorCode)];
  const sent = [initiated, step(timing.sentAfterMs, 'sent')];
  // No carrier sends a receipt for an MMS: whatever becomes of it, `sent` is the last that anybody hears.
  return message.kind === 'mms' ? sent : [...sent, ...receiptSteps(ending, timing)];
}

/** The life of an inbound message after `receiving`. */
export function planInboundLife(timing: LifeTiming): PlannedStep[] {
  return [step(timing.initiatedAfterMs, 'received')];
}

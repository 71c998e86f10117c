import type { MessageStatus } from '@statuswire/contracts';
import type { SandboxMessage } from '../message/message.ts';
import { createRandom } from '../random.ts';
import type { CallbackFault, Fault, RestFault, RestOperation } from './fault.ts';

/** The rules in force, and what they decide. */
export interface FaultRules {
  readonly current: readonly Fault[];
  replace(faults: readonly Fault[]): void;
  /** The faults that strike the callback of a step, the `step`th of its message. */
  forCallback(message: SandboxMessage, status: MessageStatus, step: number): CallbackFault[];
  /** Whether the carrier keeps silent about a message. */
  withholdsReceipt(message: SandboxMessage): boolean;
  /** The fault that strikes a REST request; `null` where none does. */
  forRequest(operation: RestOperation): RestFault | null;
}

function isCallbackFault(fault: Fault): fault is CallbackFault {
  return !isRestFault(fault) && fault.kind !== 'no_receipt';
}

function isRestFault(fault: Fault): fault is RestFault {
  return fault.kind === 'rest_429' || fault.kind === 'rest_500';
}

function fitsMessage(fault: Exclude<Fault, RestFault>, message: SandboxMessage): boolean {
  return (
    (fault.dialect === undefined || fault.dialect === message.dialect) &&
    (fault.to === undefined || fault.to === message.to) &&
    (fault.from === undefined || fault.from === message.from) &&
    (fault.messageId === undefined || fault.messageId === message.id)
  );
}

/**
 * Makes the rules. Chance is drawn per message and step from the seed, never from one stream, so that the same seed gives
 * the same faults however the network interleaves.
 */
export function createFaultRules({
  seed,
  faults,
}: {
  readonly seed: string;
  readonly faults: readonly Fault[];
}): FaultRules {
  let current = faults;
  let struck = new Map<Fault, number>();
  let requests = 0;

  function strikes(fault: Fault, rule: number, subject: string): boolean {
    const times = struck.get(fault) ?? 0;
    if (fault.limit !== undefined && times >= fault.limit) return false;
    const certain = fault.probability === 1;
    if (!certain && createRandom(seed, `fault/${rule}/${subject}`).next() >= fault.probability) return false;
    struck.set(fault, times + 1);
    return true;
  }

  return {
    get current() {
      return current;
    },
    replace(replacement) {
      current = replacement;
      struck = new Map();
    },
    forCallback(message, status, step) {
      const found: CallbackFault[] = [];
      for (const [rule, fault] of current.entries()) {
        if (!isCallbackFault(fault) || !fitsMessage(fault, message)) continue;
        if (fault.statuses !== undefined && !fault.statuses.includes(status)) continue;
        if (strikes(fault, rule, `${message.index}/${step}`)) found.push(fault);
      }
      return found;
    },
    withholdsReceipt(message) {
      return current.some(
        (fault, rule) =>
          fault.kind === 'no_receipt' &&
          fitsMessage(fault, message) &&
          strikes(fault, rule, `${message.index}/receipt`),
      );
    },
    forRequest(operation) {
      requests += 1;
      for (const [rule, fault] of current.entries()) {
        if (!isRestFault(fault)) continue;
        if (fault.operations !== undefined && !fault.operations.includes(operation)) continue;
        if (strikes(fault, rule, `request/${requests}`)) return fault;
      }
      return null;
    },
  };
}

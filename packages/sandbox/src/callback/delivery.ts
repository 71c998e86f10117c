import type { Dialect } from '@statuswire/contracts';
import type { CallbackFaultKind } from '../fault/fault.ts';
import type { DeliveryAttempt } from './deliver.ts';
import type { Fact } from './fact.ts';

/** What a callback came to. `withheld`: a fault kept it from being sent. */
export const deliveryOutcomes = ['sending', 'withheld', 'acknowledged', 'refused', 'unreachable'] as const;

/** What a callback came to. */
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

/** One callback that the sandbox sent, or that a fault kept it from sending. */
export interface Delivery {
  /** Counts from 0, in the order in which they were begun. */
  readonly sequence: number;
  readonly messageId: string;
  readonly projectId: string;
  readonly dialect: Dialect;
  readonly fact: Fact;
  /** The faults that had a hand in it. */
  readonly faults: readonly CallbackFaultKind[];
  /** The endpoint's URL as it was given. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly outcome: DeliveryOutcome;
  readonly attempts: readonly DeliveryAttempt[];
}

/** Which deliveries to list. */
export interface DeliveryQuery {
  /** Only those of this message. */
  readonly messageId?: string | undefined;
  /** Only those with a greater sequence number. */
  readonly after?: number | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
}

/** What a query may name. */
export const deliveryQueryNames = ['messageId', 'after', 'limit'] as const satisfies readonly (keyof DeliveryQuery)[];

/** What an endpoint's answers come to. */
export function outcomeOfAttempts(attempts: readonly DeliveryAttempt[]): DeliveryOutcome {
  const last = attempts.at(-1);
  if (last === undefined || last.status === null) return 'unreachable';
  return last.errorCode === null ? 'acknowledged' : 'refused';
}

import type { LoadReport } from '@statuswire/sandbox';
import type { Dialect } from '../deliveries.ts';

// What the processes say to one another. The receiver speaks first, with its URL.

/** From the receiver: it listens on loopback. */
export interface Receiving {
  readonly url: string;
}

/** To the receiver: what have you measured, leaving out so many requests that came first? */
export interface ReceiverQuestion {
  readonly skip: number;
}

/** The percentiles that both sides measure. */
export const percentiles = ['p50', 'p90', 'p95', 'p99', 'p999'] as const;

/** Milliseconds. */
export type Percentiles = Readonly<Record<(typeof percentiles)[number], number>>;

/** From the receiver. */
export interface ReceiverAnswer {
  /** Requests that it answered, the first ones among them. */
  readonly requests: number;
  /** Distinct facts that it was told. */
  readonly facts: number;
  /** From a request's head to the end of its answer. */
  readonly latencyMs: Percentiles;
}

/** To the sandbox: send so much. */
export interface SandboxOrder {
  readonly url: string;
  readonly dialect: Dialect;
  readonly rate: number;
  readonly seconds: number;
}

/** From the sandbox. */
export interface SandboxAnswer {
  readonly report: LoadReport;
  /** User and system time for each second of the load, the warm-up included: 1 is a core. */
  readonly cores: number;
  /** Resident memory when half of the load was over, and at its end. Megabytes. */
  readonly memory: { readonly halfway: number; readonly end: number };
}

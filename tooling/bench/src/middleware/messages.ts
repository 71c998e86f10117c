import type { Dialect } from '../deliveries.ts';
import type { Contender } from './contenders.ts';

// What the processes say to one another. The server speaks first, with its port.

/** From the server: it listens on loopback. */
export interface Listening {
  readonly port: number;
}

/** To the server: how much of a processor has this process used, and how much has it handled? */
export const usageQuestion = 'usage';

/** From the server. */
export interface Usage {
  /** User and system time since the process started, in milliseconds. */
  readonly processorMs: number;
  /** Callbacks that came through verified. */
  readonly handled: number;
}

/** To the load generator: keep this many connections busy for so long. */
export interface LoadOrder {
  readonly port: number;
  readonly dialect: Dialect;
  /** Who is sent to: it decides how callbacks are signed. */
  readonly contender: Contender;
  readonly connections: number;
  readonly seconds: number;
}

/** From the load generator. */
export interface LoadResult {
  readonly seconds: number;
  /** Requests answered 2xx. */
  readonly accepted: number;
  /** Requests answered otherwise, or not at all. */
  readonly failed: number;
  /** Latency in milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
}

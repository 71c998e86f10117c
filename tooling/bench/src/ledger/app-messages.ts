// What the processes say to one another. The app speaks first, with its port.

/** From the app: it listens on loopback. */
export interface AppListening {
  readonly port: number;
}

/** To the app: how much of a processor has this process used? */
export const usageQuestion = 'usage';

/** To the app: how much memory do you hold? Answered with `AppMemory`. */
export const memoryQuestion = 'memory';

/** From the app, in bytes. */
export interface AppMemory {
  /** Memory that the process holds now. */
  readonly residentBytes: number;
  /** The least that was on the heap since the question before: what was left when garbage was last collected. */
  readonly heapBytes: number;
  /** Outside of the heap, for buffers, now. */
  readonly externalBytes: number;
}

/** From the app: user and system time since the process started, in milliseconds. */
export interface AppUsage {
  readonly processorMs: number;
  /** Memory that the process holds now, in bytes. */
  readonly residentBytes: number;
}

/** To the load generator. */
export type LoadOrder =
  /** Make so many callbacks ready, the next of those that this app has not had. Answered with `LoadReady`. */
  | { readonly kind: 'prepare'; readonly app: string; readonly count: number }
  /** Keep so many connections busy for so long with what is ready for this app. Answered with `LoadResult`. */
  | {
      readonly kind: 'run';
      readonly app: string;
      readonly port: number;
      readonly connections: number;
      readonly seconds: number;
    };

/** From the load generator: callbacks are ready. */
export interface LoadReady {
  readonly ready: number;
}

/** From the load generator: what came of a round. */
export interface LoadResult {
  readonly seconds: number;
  /** Callbacks answered 200. */
  readonly accepted: number;
  /** Callbacks answered otherwise. */
  readonly failed: number;
  /** Everything that was ready was sent before the time was over, so the round ended early. */
  readonly ranOut: boolean;
  /** Latency in milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number };
}

/** To the sender of the live suite and of the soak. Answered with `PacedResult`. */
export interface PacedOrder {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** From it: what came of the callbacks. */
export interface PacedResult {
  readonly sent: number;
  /** Answered 200. */
  readonly accepted: number;
  /** Answered otherwise, or not at all. */
  readonly failed: number;
  readonly seconds: number;
  /** From when a callback was to be sent, waiting for its turn included, in milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** To the readers of the live suite: open so many event streams (answered once all are open), or tell what was read. */
export type ReadersOrder =
  | { readonly kind: 'open'; readonly port: number; readonly clients: number }
  | { readonly kind: 'tell' };

/** From them. */
export interface ReadersResult {
  /** Of each reader, the ids that it read, in order. */
  readonly streams: readonly (readonly number[])[];
  /** Readers whose stream ended. */
  readonly ended: number;
  /** From the time at which a callback was received to the time at which its fact was read, in milliseconds. */
  readonly lag: { readonly p50: number; readonly p99: number };
}

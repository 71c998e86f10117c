import type { StatusEvent } from '@statuswire/contracts';
import type { ReceiverOptions } from '../options.ts';
import type { Verification } from '../outcome.ts';

/**
 * What not every host has: `next` (a handler behind the middleware that takes the event over), `parsers` (body parsers that
 * run ahead of it), `exactUrl` (the request's URL as it came: hosts with Web `Request` have a URL parser in front).
 */
export const adapterCapabilities = ['next', 'parsers', 'exactUrl'] as const;

/** What not every host has. */
export type AdapterCapability = (typeof adapterCapabilities)[number];

/** What is to be had of a body once a parser has read it: its bytes, the fields of a flat form, or neither. */
export type ParserLeaves = 'bytes' | 'fields' | 'nothing';

/** A body parser that users of the framework mount, and what it leaves to those behind it. */
export interface AdapterBodyParser {
  readonly name: string;
  /** Of a form. `bytes` also where the parser leaves the stream unread. */
  readonly form: ParserLeaves;
  /** Of JSON. `bytes` also where the parser leaves the stream unread. */
  readonly json: Exclude<ParserLeaves, 'fields'>;
}

/** What arrives at the handler behind the middleware. */
export interface NextDelivery {
  readonly event: StatusEvent;
  readonly verification: Verification;
}

/** What a case asks of the host that it wants started. */
export interface AdapterSetup {
  /** The middleware's options, complete. */
  readonly options: ReceiverOptions;
  /** Where the middleware is mounted, for every method: a path inside the router. */
  readonly path: string;
  /** Where the router is mounted that holds it, such as `/hooks/v1`; empty where the case wants none. */
  readonly prefix: string;
  /** The name of the parser, of those that the subject lists, to mount ahead; `null` for none. */
  readonly parser: string | null;
  /** A handler to mount behind the middleware, which awaits this and then answers 202; `null` for none. */
  readonly next: ((delivery: NextDelivery) => Promise<void>) | null;
  /** To be called with every error that reaches the framework's error path, whose answer has the error's `status`. */
  readonly onError: (error: unknown) => void;
}

/** A host that listens on loopback. */
export interface RunningAdapter {
  /** As requests name it in their `Host` header, such as `http://127.0.0.1:49152`. */
  readonly origin: string;
  /** Stops it, open connections included (`server.closeAllConnections()`). */
  close(): Promise<void>;
}

/**
 * An adapter on its framework, as the conformance kit needs it. What the framework does not have is declared in `lacks`, as a
 * kit that skipped it in silence would prove nothing. `start` then rejects a setup that asks for `next` or `parsers`; without
 * `exactUrl`, `publicUrl` has to do.
 */
export interface AdapterSubject {
  readonly name: string;
  /** Empty only where `lacks` says so. */
  readonly parsers: readonly AdapterBodyParser[];
  /** @default nothing is lacking */
  readonly lacks?: readonly AdapterCapability[];
  /** Starts a fresh host on a free port. */
  start(setup: AdapterSetup): Promise<RunningAdapter>;
}

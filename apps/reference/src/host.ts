import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { ReceiverOptions } from '@statuswire/receiver';

/** The frameworks that can host this service. */
export const frameworks = ['express', 'koa'] as const;

/** A framework that can host this service. */
export type Framework = (typeof frameworks)[number];

/** Where SignalWire's callbacks arrive. */
export const callbackPath = '/callbacks/status';

/** What a route gets to see of a request. */
export interface RouteRequest {
  /** As the framework parsed it: not validated. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
}

/** What a route answers, whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page or an API answer, asked for by GET; every other method is answered 405. */
export interface Route {
  readonly path: string;
  readonly answer: (request: RouteRequest) => Reply | Promise<Reply>;
}

/** What a host is made of. All behaviour is here, written once; the host only carries it. */
export interface HostOptions {
  readonly callbacks: ReceiverOptions;
  readonly routes: readonly Route[];
  readonly notFound: Reply;
  readonly methodNotAllowed: Reply;
  /** Reports what was thrown and says what the sender is told. */
  readonly answerError: (error: unknown) => Reply;
}

/** Mounts callbacks and routes on one framework. */
export type CreateHost = (options: HostOptions) => RequestListener;

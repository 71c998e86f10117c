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
  /** The parameters in the path, decoded: not validated. */
  readonly parameters: Readonly<Record<string, unknown>>;
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

/** A page or an API answer. HEAD goes where GET goes; what a path does not take is answered 405. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Parameters stand in braces, one to a segment: `/api/messages/{projectId}/{messageId}`. */
  readonly path: string;
  readonly answer: (request: RouteRequest) => Reply | Promise<Reply>;
}

/** What a host is made of. All behaviour is here, written once; the host only carries it. */
export interface HostOptions {
  readonly callbacks: ReceiverOptions;
  readonly routes: readonly Route[];
  readonly notFound: Reply;
  /** The reply to a method that a path does not take, given those that it does. */
  readonly methodNotAllowed: (allowed: readonly string[]) => Reply;
  /** Reports what was thrown and says what the sender is told. */
  readonly answerError: (error: unknown) => Reply;
}

/** Mounts callbacks and routes on one framework. */
export type CreateHost = (options: HostOptions) => RequestListener;

/** The routes by path, as every path has one answer to the methods that it does not take. */
export function routesByPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  return Map.groupBy(routes, ({ path }) => path);
}

/** A path as both frameworks' routers write it: `/api/messages/:projectId/:messageId`. */
export function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ReceiverOptions } from '@statuswire/receiver';
import type { Right } from './access/rights.ts';

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
  /** Node's own object, for what no framework sees alike: from where it came. */
  readonly incoming: IncomingMessage;
}

/** What a route answers, whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Sends a reply, unless an answer has begun already. */
export function writeReply(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

/** What a route answers bit by bit, for as long as it likes. */
export interface StreamedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Goes on writing once the head is sent, until the response is closed. Not called for HEAD. */
  readonly start: (response: ServerResponse) => void;
}

/** Sends the head of a streamed reply and lets it begin. */
export function startStream(response: ServerResponse, { status, headers, start }: StreamedReply): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  response.flushHeaders();
  start(response);
}

/** A page or an API answer. HEAD goes where GET goes; what a path does not take is answered 405. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Parameters stand in braces, one to a segment: `/api/messages/{projectId}/{messageId}`. */
  readonly path: string;
  /** The right that it takes; a POST must say one. @default 'read' for GET */
  readonly needs?: Right | 'nothing';
  readonly answer: (request: RouteRequest) => Reply | StreamedReply | Promise<Reply | StreamedReply>;
}

/** What a host is made of. All behaviour is here, written once; the host only carries it. */
export interface HostOptions {
  readonly callbacks: ReceiverOptions;
  readonly routes: readonly Route[];
  /** The reply where no route fits. */
  readonly notFound: Route['answer'];
  /** The reply where a parameter in the path that fits cannot be decoded. */
  readonly undecodable: Route['answer'];
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

import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

/** A request that has been read. */
export interface RestRequest {
  readonly method: string;
  /** As it came, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer. A `body` is written as JSON; without one there is none. */
export interface RestReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The media type of a request, in lower case; empty where it told none. */
export function mediaType(request: RestRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

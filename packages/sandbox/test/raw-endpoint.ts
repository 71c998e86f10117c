import { Buffer } from 'node:buffer';
import http from 'node:http';
import { listening } from './receiving-endpoint.ts';

/** A request as it came over the wire. */
export interface ArrivedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** How many pieces of the body were read. */
  readonly pieces: number;
  /** False where the connection ended before the body did. */
  readonly complete: boolean;
}

/** A server that answers as a test wants it to, and remembers what it was asked. */
export interface RawEndpoint {
  readonly origin: string;
  readonly requests: ArrivedRequest[];
}

/** How a test answers; the number counts requests from 0. */
export type Responder = (response: http.ServerResponse, number: number, request: ArrivedRequest) => void;

/** Answers as SignalWire wants it to be. */
export function acknowledge(response: http.ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response/>');
}

async function arrived(request: http.IncomingMessage): Promise<ArrivedRequest> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    // A connection that was cut: `complete` tells.
  }
  const { method = '', url: target = '', headers, complete } = request;
  return { method, target, headers, body: Buffer.concat(chunks).toString('utf8'), pieces: chunks.length, complete };
}

/** Starts a server until the test is over. */
export async function rawEndpoint(respond: Responder = acknowledge): Promise<RawEndpoint> {
  const requests: ArrivedRequest[] = [];
  const server = http.createServer((request, response) => {
    void arrived(request).then((taken) => {
      requests.push(taken);
      if (taken.complete) respond(response, requests.length - 1, taken);
    });
  });
  return { origin: await listening(server), requests };
}

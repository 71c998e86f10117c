import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { RestReply, RestRequest } from './http-message.ts';

/** A server that listens. */
export interface ListeningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Where to listen. */
export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  /** Largest body that is taken below a path, in bytes. */
  readonly maxBodyBytes: (path: string) => number;
  readonly handle: (request: RestRequest) => RestReply | Promise<RestReply>;
}

async function readBody(request: http.IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
  }
  return length > maxBytes ? null : Buffer.concat(chunks, length);
}

function write(response: http.ServerResponse, reply: RestReply): void {
  const headers: Record<string, string> = { ...reply.headers };
  if (reply.body === undefined) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  headers['content-type'] ??= 'application/json; charset=utf-8';
  const body = Buffer.from(JSON.stringify(reply.body), 'utf8');
  headers['content-length'] = String(body.length);
  response.writeHead(reply.status, headers).end(body);
}

/** Path and query of a request target, which some clients send as an absolute URL. */
function target(url: string): { path: string; query: URLSearchParams } {
  const local = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = local.indexOf('?');
  return mark === -1
    ? { path: local, query: new URLSearchParams() }
    : { path: local.slice(0, mark), query: new URLSearchParams(local.slice(mark + 1)) };
}

/** Starts a server. Rejects where the port is taken or the certificate is none. */
export async function startServer(options: ServerOptions): Promise<ListeningServer> {
  async function respond(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const { path, query } = target(request.url ?? '/');
    const body = await readBody(request, options.maxBodyBytes(path));
    const reply: RestReply =
      body === null
        ? { status: 413, body: { error: http.STATUS_CODES[413] } }
        : await options.handle({ method, path, query, headers, body });
    write(response, reply);
  }

  function listener(request: http.IncomingMessage, response: http.ServerResponse): void {
    // Only a sender that went away can fail here, and nobody is left then who could be told.
    respond(request, response).catch(() => response.destroy());
  }

  const server = options.tls === undefined ? http.createServer(listener) : https.createServer(options.tls, listener);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

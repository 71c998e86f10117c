import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { eventStreamType } from './live/event-stream.ts';
import { createRoster } from './roster.ts';

/** Time for what is under way when the service stops, in milliseconds. Receivers answer within 4,500. */
const graceMs = 8_000;

/**
 * How long a connection on which nothing is asked is left open when the service stops, in milliseconds: what its other end has
 * sent just before is then answered, and not cut off.
 */
const lullMs = 250;

/** A server that accepts connections. */
export interface HttpServer {
  /** `http://127.0.0.1:8080`, without a slash at its end. */
  readonly url: string;
  /** Stops accepting, lets every request that was accepted be answered, and closes all connections. */
  close(): Promise<void>;
}

function isEventStream(response: ServerResponse): boolean {
  return response.getHeader('content-type') === eventStreamType;
}

/** Whether a server could not listen because another one does. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** Listens. Rejects with Node's own error (`EADDRINUSE`, …) where it cannot. Port 0 takes any that is free. */
export async function listen(
  handle: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const unanswered = createRoster<ServerResponse>();
  let closing = false;

  const server = createServer((request, response) => {
    // Else the connection would idle after its answer, and with it the process, until the keep-alive time is over.
    if (closing) response.setHeader('connection', 'close');
    response.once('close', unanswered.add(response));
    handle(request, response);
  });
  server.listen({ host, port });
  await once(server, 'listening');
  const address = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    async close() {
      closing = true;
      for (const response of unanswered.items()) {
        if (!response.headersSent) response.setHeader('connection', 'close');
        // Streams have no end of their own; who reads one comes back with the last id, to whatever runs then.
        else if (isEventStream(response)) response.end();
      }
      const closed = new Promise<void>((resolve) => server.once('close', resolve));
      // Not the server's own `close`, which at once cuts connections that are kept alive: a callback may be on its way there.
      NetServer.prototype.close.call(server);
      const lull = setTimeout(() => server.close(), lullMs);
      // Who has not finished even the head of a request by then was never accepted.
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(lull);
      clearTimeout(cut);
    },
  };
}

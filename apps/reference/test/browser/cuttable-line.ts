import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { joinSockets } from './joined-sockets.ts';

/** A way to a service that can be cut, as a network can. */
export interface CuttableLine {
  readonly url: string;
  /** Breaks every connection, and lets none in. */
  cut(): Promise<void>;
  /** Lets connections in again. */
  mend(): Promise<void>;
}

function pipeSlowly(from: Socket, to: Socket, bytesPerSecond: number): void {
  from.on('data', (bytes: Buffer) => {
    from.pause();
    if (!to.destroyed) to.write(bytes);
    setTimeout(() => from.resume(), (bytes.byteLength / bytesPerSecond) * 1_000);
  });
  from.on('end', () => to.end());
}

/** Passes bytes on to a service of this machine, on a port of its own; answers no faster than it is told, if it is. */
export async function cuttableLine(
  to: string,
  { bytesPerSecond = null }: { readonly bytesPerSecond?: number | null } = {},
): Promise<CuttableLine> {
  const target = Number(new URL(to).port);
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server;

  async function listen(): Promise<void> {
    server = createServer((client) => {
      const service = connect(target, '127.0.0.1');
      joinSockets({ client, service }, sockets, (from, to) => {
        if (from === service && bytesPerSecond !== null) pipeSlowly(from, to, bytesPerSecond);
        else from.pipe(to);
      });
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: listen,
  };
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { joinSockets } from './joined-sockets.ts';

/** A way to a service that can fall silent, and that can lead elsewhere. */
export interface SwitchableLine {
  readonly url: string;
  /** Breaks every connection; those that are made from now on lead to another service. */
  lead(to: string): void;
  /** From now on nothing is passed on any more, over connections old and new; none is broken. */
  hush(): void;
  /** Connections that are made from now on pass everything on again. Those that fell silent stay so. */
  speak(): void;
  /** The addresses that were asked for while it was silent. */
  readonly unanswered: readonly string[];
  close(): Promise<void>;
}

/** Passes bytes on to a service of this machine, on a port of its own. */
export async function switchableLine(to: string): Promise<SwitchableLine> {
  const sockets = new Set<Socket>();
  const unanswered: string[] = [];
  let target = to;
  let silence = { fallen: false };

  const server = createServer((client) => {
    const { fallen } = silence;
    const mine = fallen ? { fallen } : silence;
    const service = connect(Number(new URL(target).port), '127.0.0.1');
    joinSockets({ client, service }, sockets, (from, to) =>
      from.on('data', (bytes: Buffer) => {
        if (!mine.fallen) to.write(bytes);
        else if (from === client) {
          const [, path] = /^GET (\S+) /.exec(bytes.toString('latin1')) ?? [];
          if (path !== undefined) unanswered.push(path);
        }
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(elsewhere) {
      target = elsewhere;
      breakAll();
    },
    hush() {
      silence.fallen = true;
    },
    speak() {
      silence = { fallen: false };
    },
    unanswered,
    async close() {
      const closed = once(server, 'close');
      server.close();
      breakAll();
      await closed;
    },
  };
}

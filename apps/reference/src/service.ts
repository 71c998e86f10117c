import type { WriteStream } from 'node:tty';
import type { Configuration } from './config.ts';
import { startDemoSender } from './demo/sender.ts';
import { type CreateHost, callbackPath, type Framework, type Reply } from './host.ts';
import { createExpressHost } from './host-express.ts';
import { createKoaHost } from './host-koa.ts';
import { type HttpServer, listen } from './http-server.ts';
import { errorText } from './log/callback-row.ts';
import { layOutRow, layOutTitles } from './log/lay-out.ts';
import { layoutFor } from './log/terminal.ts';
import { errorReply, methodNotAllowed, notFound } from './problem-reply.ts';
import { createReceiving } from './receiving.ts';
import { createRecentEvents } from './recent-events.ts';
import { createRoutes, eventCapacity } from './routes.ts';
import { welcome } from './welcome.ts';

const createHost: Readonly<Record<Framework, CreateHost>> = { express: createExpressHost, koa: createKoaHost };

/** A service that runs. */
export interface Service {
  /** Finishes what was accepted, then closes everything. */
  stop(): Promise<void>;
}

interface RunningHost {
  readonly framework: Framework;
  readonly url: string;
  readonly server: HttpServer;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** Starts the service and prints what happens. Rejects with Node's own error where it cannot listen. */
export async function startService(configuration: Configuration, output: WriteStream): Promise<Service> {
  const layout = layoutFor(output);
  const print = (text: string): void => {
    output.write(`${text}\n`);
  };
  const { host, publicUrl, signingKeys, demo } = configuration;
  const events = createRecentEvents({ capacity: eventCapacity });
  const receiving = createReceiving({
    publicUrl,
    signingKeys,
    events,
    show: (row) => print(layOutRow(row, layout)),
    now: () => new Date(),
  });
  const routes = createRoutes({ events });

  function answerError(error: unknown): Reply {
    const reply = errorReply(error);
    if (reply.status >= 500) print(layout.paint('bad', `An answer failed: ${errorText(error)}`));
    return reply;
  }

  async function start(framework: Framework, port: number): Promise<RunningHost> {
    const callbacks = receiving.optionsFor(framework);
    const handle = createHost[framework]({ callbacks, routes, notFound, methodNotAllowed, answerError });
    const server = await listen(handle, { host, port }).catch((error: unknown) => {
      if (demo?.anyPort && isPortTaken(error)) return listen(handle, { host, port: 0 });
      throw error;
    });
    return { framework, url: server.url, server };
  }

  const hosts: RunningHost[] = [];
  const closeHosts = () => Promise.all(hosts.map(({ server }) => server.close()));
  try {
    for (const { framework, port } of configuration.listeners) hosts.push(await start(framework, port));
  } catch (error) {
    await closeHosts();
    throw error;
  }

  const targets = hosts.map(({ url }) => url + callbackPath);
  print(welcome({ hosts, publicUrl, demo }));
  print(layOutTitles(layout));
  const sender =
    demo && startDemoSender({ ...demo, publicUrl, signingKey: signingKeys[0], targets, onSurprise: print });

  return {
    async stop() {
      print('Stopping: no new callbacks; what was accepted is still answered. Once more stops at once.');
      await sender?.stop();
      await closeHosts();
      const { accepted, repeated, turnedAway } = receiving.tally();
      print(`Stopped. Callbacks accepted: ${accepted} (${repeated} of them repeats), turned away: ${turnedAway}.`);
    },
  };
}

import type { WriteStream } from 'node:tty';
import { createLedger } from '@statuswire/ledger';
import type { Configuration } from './config.ts';
import type { Database } from './database/database.ts';
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
import { createRejectionCounts } from './rejection-counts.ts';
import { createRoutes } from './routes.ts';
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

/**
 * Starts the service and prints what happens. Brings the database's tables up to date first. Rejects with Node's own error
 * where it cannot listen, and with the store's where it cannot record. Closes the database in the end, whatever happens.
 */
export async function startService(
  configuration: Configuration,
  { database, output }: { readonly database: Database; readonly output: WriteStream },
): Promise<Service> {
  const layout = layoutFor(output);
  const print = (text: string): void => {
    output.write(`${text}\n`);
  };
  const now = () => new Date();
  const { host, publicUrl, signingKeys, demo } = configuration;
  const ledger = createLedger({ store: database.store, now });
  const rejections = createRejectionCounts(ledger);
  const receiving = createReceiving({
    publicUrl,
    signingKeys,
    ledger,
    show: (row) => print(layOutRow(row, layout)),
    onRejected: rejections.add,
    now,
  });
  const routes = createRoutes({ ledger, now });

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

  async function close(): Promise<void> {
    await Promise.all(hosts.map(({ server }) => server.close()));
    await rejections.stop();
    await ledger.close();
    await database.close();
  }

  try {
    await database.store.migrate();
    for (const { framework, port } of configuration.listeners) hosts.push(await start(framework, port));
  } catch (error) {
    await close();
    throw error;
  }

  const targets = hosts.map(({ url }) => url + callbackPath);
  print(welcome({ hosts, publicUrl, place: database.place, demo }));
  print(layOutTitles(layout));
  const sender =
    demo && startDemoSender({ ...demo, publicUrl, signingKey: signingKeys[0], targets, onSurprise: print });

  return {
    async stop() {
      print('Stopping: no new callbacks; what was accepted is still answered. Once more stops at once.');
      await sender?.stop();
      await close();
      const { accepted, repeated, quarantined, turnedAway } = receiving.tally();
      print(
        `Stopped. Callbacks accepted: ${accepted} (${repeated} of them repeats), kept in quarantine: ${quarantined}, turned away: ${turnedAway}.`,
      );
    },
  };
}

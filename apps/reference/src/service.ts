import type { WriteStream } from 'node:tty';
import { createLedger } from '@statuswire/ledger';
import type { Reconciler } from '@statuswire/reconciler';
import type { Sandbox } from '@statuswire/sandbox';
import type { Configuration } from './config.ts';
import type { Database } from './database/database.ts';
import { openDemoSandbox } from './demo/sandbox.ts';
import { startDemoSender } from './demo/sender.ts';
import { type CreateHost, callbackPath, type Framework, type Reply, type Route } from './host.ts';
import { createExpressHost } from './host-express.ts';
import { createKoaHost } from './host-koa.ts';
import { type HttpServer, isPortTaken, listen } from './http-server.ts';
import { type CallbackRow, errorText } from './log/callback-row.ts';
import { layOutRow, layOutTitles } from './log/lay-out.ts';
import { layoutFor } from './log/terminal.ts';
import { errorReply, methodNotAllowed, notFound } from './problem-reply.ts';
import { createReceiving } from './receiving.ts';
import { createReconciling, demoIntervalMs, demoPolicy, livePolicy, type RestCredentials } from './reconciling.ts';
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
  const show = (row: CallbackRow): void => print(layOutRow(row, layout));
  const now = () => new Date();
  const { host, publicUrl, signingKeys, rest, demo } = configuration;
  const policy = demo === null ? livePolicy : demoPolicy;
  const ledger = createLedger({ store: database.store, now, checkAt: policy.checkAt });
  const rejections = createRejectionCounts(ledger);
  const receiving = createReceiving({
    publicUrl,
    signingKeys,
    ledger,
    show,
    onRejected: rejections.add,
    now,
  });

  function answerError(error: unknown): Reply {
    const reply = errorReply(error);
    if (reply.status >= 500) print(layout.paint('bad', `An answer failed: ${errorText(error)}`));
    return reply;
  }

  /** Whom to ask about missed callbacks: in the demo, the sandbox. */
  function credentials(): readonly RestCredentials[] {
    if (demo === null || sandbox === null) return rest === null ? [] : [rest];
    const { url } = sandbox;
    return demo.projects.map(({ projectId, token }) => ({ spaceUrl: url, projectId, token }));
  }

  function reconciling(): Reconciler | null {
    const known = credentials();
    if (known.length === 0) return null;
    const complain = (text: string): void => print(layout.paint('bad', text));
    const pace = demo === null ? {} : { intervalMs: demoIntervalMs };
    return createReconciling({ ledger, credentials: known, policy, show, complain, now, ...pace });
  }

  async function start(framework: Framework, port: number, routes: readonly Route[]): Promise<RunningHost> {
    const callbacks = receiving.optionsFor(framework);
    const handle = createHost[framework]({ callbacks, routes, notFound, methodNotAllowed, answerError });
    const server = await listen(handle, { host, port }).catch((error: unknown) => {
      if (demo?.anyPort && isPortTaken(error)) return listen(handle, { host, port: 0 });
      throw error;
    });
    return { framework, url: server.url, server };
  }

  const hosts: RunningHost[] = [];
  let sandbox: Sandbox | null = null;
  let reconciler: Reconciler | null = null;

  async function close(): Promise<void> {
    await reconciler?.stop();
    // What is yet to come is forgotten, what is under way is answered.
    await sandbox?.reset();
    await sandbox?.close();
    await Promise.all(hosts.map(({ server }) => server.close()));
    await rejections.stop();
    await ledger.close();
    await database.close();
  }

  try {
    await database.store.migrate();
    if (demo !== null) sandbox = await openDemoSandbox({ ...demo, host, port: demo.sandboxPort, onSurprise: print });
    reconciler = reconciling();
    const routes = createRoutes({ ledger, reconciler, now });
    for (const { framework, port } of configuration.listeners) hosts.push(await start(framework, port, routes));
    reconciler?.start();
  } catch (error) {
    await close();
    throw error;
  }

  const targets = hosts.map(({ url }) => url + callbackPath);
  const { place } = database;
  const asks = reconciler !== null;
  print(welcome({ hosts, publicUrl, place, asks, demo: demo && sandbox && { ...demo, url: sandbox.url } }));
  print(layOutTitles(layout));
  const sender = demo && sandbox && startDemoSender({ ...demo, sandbox, targets });

  return {
    async stop() {
      print('Stopping: no new callbacks; what was accepted is still answered. Once more stops at once.');
      sender?.stop();
      await close();
      const { accepted, repeated, quarantined, turnedAway } = receiving.tally();
      print(
        `Stopped. Callbacks accepted: ${accepted} (${repeated} of them repeats), kept in quarantine: ${quarantined}, turned away: ${turnedAway}.`,
      );
    },
  };
}

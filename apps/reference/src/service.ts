import { setTimeout } from 'node:timers/promises';
import { createLedger } from '@statuswire/ledger';
import type { Reconciler } from '@statuswire/reconciler';
import type { Sandbox } from '@statuswire/sandbox';
import { createAccess } from './access/access.ts';
import { openDoorWarning } from './access/open-door.ts';
import type { Configuration } from './config.ts';
import type { Database } from './database/database.ts';
import { quarantineLeftOvers } from './demo/left-over.ts';
import { openDemoSandbox } from './demo/sandbox.ts';
import { startDemoSender } from './demo/sender.ts';
import { createFront } from './front/front.ts';
import { type CreateHost, callbackPath, type Framework, type HostOptions, type Reply } from './host.ts';
import { createExpressHost } from './host-express.ts';
import { createKoaHost } from './host-koa.ts';
import { type HttpServer, isPortTaken, listen } from './http-server.ts';
import { errorText } from './log/callback-row.ts';
import type { ServiceLog } from './log/service-log.ts';
import { createMetrics } from './metrics/metrics.ts';
import { observeCommits, timeCommits } from './observe-commits.ts';
import { errorReply, methodNotAllowed } from './problem-reply.ts';
import { createReceiving } from './receiving.ts';
import { createReconciling, demoIntervalMs, demoPolicy, livePolicy, type RestCredentials } from './reconciling.ts';
import { createRejectionCounts } from './rejection-counts.ts';
import { createRetention, type RetentionPace } from './retention/retention.ts';
import { createRoutes } from './routes.ts';
import { noTracing } from './tracing/tracing.ts';

const createHost: Readonly<Record<Framework, CreateHost>> = { express: createExpressHost, koa: createKoaHost };

/** A service that runs. */
export interface Service {
  /**
   * Finishes what was accepted, then closes everything. Rejects with an `AggregateError` once all is done that can be, where
   * something could not be closed.
   */
  stop(): Promise<void>;
}

interface RunningHost {
  readonly framework: Framework;
  readonly url: string;
  readonly server: HttpServer;
}

/**
 * Starts the service and logs what happens. Brings the database's tables up to date first. Rejects with Node's own error
 * where it cannot listen, and with the store's where it cannot record. Closes the database in the end, whatever happens.
 */
export async function startService(
  configuration: Configuration,
  {
    database,
    log,
    retentionPace,
  }: {
    readonly database: Database;
    readonly log: ServiceLog;
    /** @default retention's own */
    readonly retentionPace?: RetentionPace;
  },
): Promise<Service> {
  const now = () => new Date();
  const { host, publicUrl, signingKeys, rest, demo, drainMs } = configuration;
  const policy = demo === null ? livePolicy : demoPolicy;
  const metrics = createMetrics({ processDefaults: true });
  // Loaded where it is used, as it is large.
  const tracing = configuration.tracesFrom
    ? (await import('./tracing/open-telemetry.ts')).createTracing(configuration.tracesFrom)
    : noTracing;
  const store = observeCommits(database.store, [timeCommits(metrics.commit), tracing.aroundCommit]);
  const ledger = createLedger({ store, now, checkAt: policy.checkAt });
  const retention = createRetention({
    store,
    days: configuration.retention,
    log,
    observer: metrics,
    now,
    ...(retentionPace === undefined ? {} : { pace: retentionPace }),
  });
  const rejections = createRejectionCounts(ledger);
  const access = createAccess({
    ...configuration.access,
    now,
    onRefused(reason, address) {
      metrics.accessRefused(reason);
      log.refused(reason, address);
    },
  });
  const receiving = createReceiving({
    publicUrl,
    signingKeys,
    ledger,
    log,
    metrics,
    tracing,
    onRejected: rejections.add,
    now,
  });

  function answerError(error: unknown): Reply {
    const reply = errorReply(error);
    if (reply.status >= 500) log.problem(`An answer failed: ${errorText(error)}`);
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
    const pace = demo === null ? {} : { intervalMs: demoIntervalMs };
    return createReconciling({ ledger, credentials: known, policy, log, now, ...pace });
  }

  async function start(
    framework: Framework,
    port: number,
    answers: Pick<HostOptions, 'routes' | 'notFound' | 'undecodable'>,
  ): Promise<RunningHost> {
    const callbacks = receiving.optionsFor(framework);
    const inside = createHost[framework]({ ...answers, callbacks, methodNotAllowed, answerError });
    const handle = createFront(inside, { framework, observers: [metrics, tracing] });
    const server = await listen(handle, { host, port }).catch((error: unknown) => {
      if (demo?.anyPort && isPortTaken(error)) return listen(handle, { host, port: 0 });
      throw error;
    });
    return { framework, url: server.url, server };
  }

  const hosts: RunningHost[] = [];
  let sandbox: Sandbox | null = null;
  let reconciler: Reconciler | null = null;
  let notReady = (): void => {};

  async function close(): Promise<void> {
    const faults: unknown[] = [];
    // Whatever cannot be ended, all else is.
    async function ended(...works: readonly (Promise<unknown> | undefined)[]): Promise<void> {
      for (const each of await Promise.allSettled(works)) if (each.status === 'rejected') faults.push(each.reason);
    }
    // Beside the rest, as its present transaction may have to wait for the database.
    const retired = ended(retention.stop());
    await ended(reconciler?.stop());
    // What is yet to come is forgotten, what is under way is answered.
    await ended(sandbox?.reset());
    await ended(sandbox?.close());
    await ended(retired, ...hosts.map(({ server }) => server.close()));
    await ended(rejections.stop());
    await ended(ledger.close());
    await ended(database.close());
    await ended(tracing.stop());
    if (faults.length > 0) throw new AggregateError(faults, 'Not everything could be closed.');
  }

  try {
    await database.store.migrate();
    const onSurprise = (text: string) => log.notice(text);
    if (demo !== null) sandbox = await openDemoSandbox({ ...demo, host, port: demo.sandboxPort, onSurprise });
    // In a file that stays they would be made up anew at each start.
    if (demo !== null && configuration.database.kind === 'temporary')
      await quarantineLeftOvers(ledger, { ...demo, now: now() });
    reconciler = reconciling();
    const service = createRoutes({
      ledger,
      reconciler,
      access,
      metrics,
      openAnswers: configuration.openAnswers,
      now,
    });
    notReady = service.notReady;
    for (const { framework, port } of configuration.listeners) hosts.push(await start(framework, port, service));
    reconciler?.start();
    retention.start();
  } catch (error) {
    await close().catch((fault: AggregateError) => {
      log.problem(`Not everything could be closed: ${fault.errors.map(errorText).join('; ')}`);
    });
    throw error;
  }

  const targets = hosts.map(({ url }) => url + callbackPath);
  log.started({
    hosts: hosts.map(({ framework, url }) => ({ framework, url })),
    publicUrl,
    place: database.place,
    asks: reconciler !== null,
    demo: demo && sandbox && { seed: demo.seed, url: sandbox.url },
    settings: configuration.shown,
  });
  const warning = openDoorWarning(configuration);
  if (warning !== null) log.warning(warning);
  const sender = demo && sandbox && startDemoSender({ ...demo, sandbox, targets });

  return {
    async stop() {
      log.notice('Stopping: no new callbacks; what was accepted is still answered. Once more stops at once.');
      notReady();
      // For whoever shares out requests to see that, and go elsewhere.
      await setTimeout(drainMs);
      sender?.stop();
      await close().finally(() => {
        const { accepted, repeated, quarantined, turnedAway } = receiving.tally();
        log.notice(
          `Stopped. Callbacks accepted: ${accepted} (${repeated} of them repeats), kept in quarantine: ${quarantined}, turned away: ${turnedAway}.`,
        );
      });
    },
  };
}

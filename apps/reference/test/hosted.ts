import { DatabaseSync } from 'node:sqlite';
import { createLedger, createMemoryStore, type Ledger, type LedgerOptions, type LedgerStore } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import type { Reconciler } from '@statuswire/reconciler';
import { type AccessOptions, createAccess } from '../src/access/access.ts';
import { createFront } from '../src/front/front.ts';
import { type CreateHost, callbackPath, type Framework, type Route } from '../src/host.ts';
import { createExpressHost } from '../src/host-express.ts';
import { createKoaHost } from '../src/host-koa.ts';
import { listen } from '../src/http-server.ts';
import type { CallbackRow } from '../src/log/callback-row.ts';
import { createRowLog } from '../src/log/pretty-log.ts';
import type { ServiceLog } from '../src/log/service-log.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { observeCommits, timeCommits } from '../src/observe-commits.ts';
import type { OpenAnswers } from '../src/places.ts';
import { errorReply, methodNotAllowed } from '../src/problem-reply.ts';
import { createReceiving, type Receiving } from '../src/receiving.ts';
import { createRetention, type RetentionDays, type RetentionPace } from '../src/retention/retention.ts';
import { createRoutes } from '../src/routes.ts';

const usualUrl = 'https://example.com/callbacks/status';
const usualKey = 'PSK-test-key';

/** Both ways to host the service: what one of them does, the other must do. */
export const hosts: readonly (readonly [Framework, CreateHost])[] = [
  ['express', createExpressHost],
  ['koa', createKoaHost],
];

const stores: readonly (readonly [string, () => LedgerStore])[] = [
  ['memory', createMemoryStore],
  ['SQLite', () => createSqliteStore({ database: new DatabaseSync(':memory:') })],
];

/** Both hosts on a store of either kind, each store empty. */
export const subjects = hosts.flatMap(([framework, createHost]) =>
  stores.map(([storeName, createStore]) => ({ framework, createHost, storeName, createStore })),
);

/** The service in this process, over a store of the test's own. */
export interface Hosted {
  readonly url: string;
  readonly ledger: Ledger;
  readonly receiving: Receiving;
  /** What the log would have shown. */
  readonly rows: readonly CallbackRow[];
  /** What the log would have said besides. */
  readonly notices: readonly string[];
  readonly problems: readonly string[];
  /** What was thrown on the way to an answer. */
  readonly thrown: readonly unknown[];
  /** Why requests were turned away. */
  readonly rejections: readonly string[];
  /** Who was not let in, and why. */
  readonly refusals: readonly string[];
  /** As on the way to the end. */
  notReady(): void;
  /** Posts a signed callback. */
  deliver(options?: Partial<SignedDeliveryOptions>): Promise<Response>;
  close(): Promise<void>;
}

/** Hosts the service. */
export async function host({
  framework,
  createHost,
  store,
  routes = [],
  pages,
  openAnswers,
  limits = {},
  publicUrl = usualUrl,
  signingKey = usualKey,
  reconcilerOf = () => null,
  access = { credentials: null },
  retention,
  now = () => new Date(),
}: {
  readonly framework: Framework;
  readonly createHost: CreateHost;
  readonly store: LedgerStore;
  readonly routes?: readonly Route[];
  /** In place of those that may or may not have been built. */
  readonly pages?: readonly Route[];
  /** @default as many as usual */
  readonly openAnswers?: OpenAnswers;
  readonly limits?: Partial<LedgerOptions>;
  /** `null`: the URL as the host saw it. */
  readonly publicUrl?: string | null;
  readonly signingKey?: string;
  /** @default none: off */
  readonly reconcilerOf?: (ledger: Ledger, log: ServiceLog) => Reconciler | null;
  /** @default this machine alone, without credentials */
  readonly access?: Omit<AccessOptions, 'now' | 'onRefused'> & { readonly now?: () => Date };
  /** @default all is kept */
  readonly retention?: { readonly days: RetentionDays; readonly pace: RetentionPace };
  /** @default the system's clock */
  readonly now?: () => Date;
}): Promise<Hosted> {
  const rows: CallbackRow[] = [];
  const thrown: unknown[] = [];
  const rejections: string[] = [];
  await store.migrate();
  const metrics = createMetrics({ processDefaults: false });
  const refusals: string[] = [];
  const notices: string[] = [];
  const problems: string[] = [];
  const log = createRowLog((row) => rows.push(row), {
    started: () => {},
    notice: (text) => notices.push(text),
    warning: (text) => notices.push(text),
    problem: (text) => problems.push(text),
  });
  const watched = observeCommits(store, [timeCommits(metrics.commit)]);
  const ledger = createLedger({ ...limits, store: watched, now });
  const receiving = createReceiving({
    publicUrl,
    signingKeys: [signingKey],
    ledger,
    log,
    metrics,
    onRejected: (reason) => rejections.push(reason),
    now,
  });
  const keeping = retention && createRetention({ ...retention, store: watched, log, observer: metrics, now });
  const service = createRoutes({
    ledger,
    now,
    reconciler: reconcilerOf(ledger, log),
    metrics,
    access: createAccess({
      now,
      ...access,
      onRefused(reason) {
        refusals.push(reason);
        metrics.accessRefused(reason);
      },
    }),
    ...(pages === undefined ? {} : { pages }),
    ...(openAnswers === undefined ? {} : { openAnswers }),
  });
  const inside = createHost({
    callbacks: receiving.optionsFor(framework),
    routes: [...service.routes, ...routes],
    notFound: service.notFound,
    undecodable: service.undecodable,
    methodNotAllowed,
    answerError(error) {
      thrown.push(error);
      return errorReply(error);
    },
  });
  const handle = createFront(inside, { framework, observers: [metrics] });
  const server = await listen(handle, { host: '127.0.0.1', port: 0 });
  keeping?.start();
  return {
    url: server.url,
    ledger,
    receiving,
    rows,
    notices,
    problems,
    thrown,
    rejections,
    refusals,
    notReady: service.notReady,
    async deliver(options = {}) {
      const { method, headers, body } = signedDelivery({
        signingKey,
        url: publicUrl ?? server.url + callbackPath,
        ...options,
      });
      return await fetch(server.url + callbackPath, { method, headers, body });
    },
    async close() {
      await keeping?.stop();
      await server.close();
      await ledger.close();
    },
  };
}

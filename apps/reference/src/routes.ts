import type { Ledger } from '@statuswire/ledger';
import type { Reconciler } from '@statuswire/reconciler';
import type { Access } from './access/access.ts';
import { jsonReply } from './api/json-reply.ts';
import { createApiRoutes } from './api/routes.ts';
import type { HostOptions, Route } from './host.ts';
import { createLiveFeed } from './live/live-feed.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createPageRoutes } from './pages/page-routes.ts';
import { createUnknownAnswer } from './pages/unknown-page.ts';
import { createPlaces, type OpenAnswers, usualOpenAnswers } from './places.ts';
import { notFound, undecodable } from './problem-reply.ts';
import { createReadiness } from './readiness.ts';

/** Every route but the callbacks' own, the answers where none can, and how to say that they are not to be used for long. */
export function createRoutes({
  access,
  metrics,
  pages = createPageRoutes(),
  openAnswers = usualOpenAnswers,
  ...parts
}: {
  readonly access: Access;
  readonly metrics: Metrics;
  readonly ledger: Ledger;
  /** `null` where there are no credentials for one. */
  readonly reconciler: Reconciler | null;
  readonly now: () => Date;
  /** @default those that were built */
  readonly pages?: readonly Route[];
  /** @default 1,000 event streams and 4 exports */
  readonly openAnswers?: OpenAnswers;
}): Pick<HostOptions, 'routes' | 'notFound' | 'undecodable'> & { readonly notReady: () => void } {
  const health: Route = {
    method: 'GET',
    path: '/healthz',
    needs: 'nothing',
    answer: () => jsonReply({ status: 'ok' }),
  };
  const readiness = createReadiness(parts.ledger);
  const live = createLiveFeed(parts);
  const streams = createPlaces({
    most: openAnswers.streams,
    full: 'As many event streams are open as may be (MAX_STREAMS).',
    retryAfterSeconds: 5,
  });
  const exports = createPlaces({
    most: openAnswers.exports,
    full: 'As many exports are under way as may be (MAX_EXPORTS): try again once one of them has ended.',
    retryAfterSeconds: 10,
  });
  metrics.watch({ ...parts, live, streams, exports });
  const figures: Route = {
    method: 'GET',
    path: '/metrics',
    needs: 'metrics',
    answer: async () => ({
      status: 200,
      headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
      body: await metrics.text(),
    }),
  };
  const routes = [health, readiness.route, figures, ...createApiRoutes({ ...parts, live, streams, exports }), ...pages];
  const guardedPages = pages.map(access.guard);
  return {
    routes: routes.map(access.guard),
    notFound: createUnknownAnswer(guardedPages, notFound),
    undecodable: createUnknownAnswer(guardedPages, undecodable),
    notReady: readiness.stop,
  };
}

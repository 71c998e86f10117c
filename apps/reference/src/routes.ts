import type { Ledger } from '@statuswire/ledger';
import type { Reconciler } from '@statuswire/reconciler';
import { jsonReply } from './api/json-reply.ts';
import { createApiRoutes } from './api/routes.ts';
import type { Route } from './host.ts';
import { createLiveFeed } from './live/live-feed.ts';
import { createPageRoutes } from './pages/page-routes.ts';

/** Every route but the callbacks' own. */
export function createRoutes({
  pages = createPageRoutes(),
  ...parts
}: {
  readonly ledger: Ledger;
  /** `null` where there are no credentials for one. */
  readonly reconciler: Reconciler | null;
  readonly now: () => Date;
  /** @default those that were built */
  readonly pages?: readonly Route[];
}): readonly Route[] {
  const health: Route = { method: 'GET', path: '/healthz', answer: () => jsonReply({ status: 'ok' }) };
  return [health, ...createApiRoutes({ ...parts, live: createLiveFeed(parts) }), ...pages];
}

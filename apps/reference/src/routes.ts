import type { Ledger } from '@statuswire/ledger';
import { jsonReply } from './api/json-reply.ts';
import { createApiRoutes } from './api/routes.ts';
import type { Route } from './host.ts';

/** Every route but the callbacks' own. */
export function createRoutes(parts: { readonly ledger: Ledger; readonly now: () => Date }): readonly Route[] {
  const health: Route = { method: 'GET', path: '/healthz', answer: () => jsonReply({ status: 'ok' }) };
  return [health, ...createApiRoutes(parts)];
}

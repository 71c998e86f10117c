import Router from '@koa/router';
import { statusCallbacks } from '@statuswire/koa';
import Koa, { type ParameterizedContext } from 'koa';
import { type CreateHost, callbackPath, type Reply } from './host.ts';

function send(ctx: ParameterizedContext, reply: Reply): void {
  ctx.status = reply.status;
  ctx.set(reply.headers);
  ctx.body = reply.body;
}

/** Hosts the service on Koa. */
export const createKoaHost: CreateHost = ({ callbacks, routes, notFound, methodNotAllowed, answerError }) => {
  const app = new Koa();
  // Without a listener Koa would print errors of its own. That a sender went away is none.
  app.on('error', (error: unknown, ctx?: ParameterizedContext) => {
    if (ctx?.writable !== false) answerError(error);
  });
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      send(ctx, answerError(error));
    }
  });
  const router = new Router();
  router.all(callbackPath, statusCallbacks(callbacks));
  for (const { path, answer } of routes) {
    router.get(path, async (ctx) => send(ctx, await answer({ query: ctx.query, headers: ctx.headers })));
    router.all(path, (ctx) => send(ctx, methodNotAllowed));
  }
  app.use(router.routes()).use((ctx) => send(ctx, notFound));
  return app.callback();
};

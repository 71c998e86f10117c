import Router from '@koa/router';
import { statusCallbacks } from '@statuswire/koa';
import Koa, { type ParameterizedContext } from 'koa';
import {
  type CreateHost,
  callbackPath,
  type Reply,
  type Route,
  routerPath,
  routesByPath,
  startStream,
} from './host.ts';

function send(ctx: ParameterizedContext, reply: Reply): void {
  ctx.status = reply.status;
  ctx.set(reply.headers);
  ctx.body = reply.body;
}

/** Answers, given the parameters in the path. */
async function carry(ctx: ParameterizedContext, answer: Route['answer'], parameters: object = {}): Promise<void> {
  const reply = await answer({
    parameters: { ...parameters },
    query: ctx.query,
    headers: ctx.headers,
    incoming: ctx.req,
  });
  if (!('start' in reply)) return send(ctx, reply);
  // Koa ends what it answers itself.
  ctx.respond = false;
  startStream(ctx.res, reply);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Hosts the service on Koa. */
export const createKoaHost: CreateHost = ({
  callbacks,
  routes,
  notFound,
  undecodable,
  methodNotAllowed,
  answerError,
}) => {
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
  for (const [template, methods] of routesByPath(routes)) {
    const path = routerPath(template);
    for (const { method, answer } of methods) {
      router[method === 'GET' ? 'get' : 'post'](path, async (ctx) => {
        // Of these the router would make nothing, and go on with the text as it came.
        const isReadable = ctx.captures?.every(isDecodable) !== false;
        await (isReadable ? carry(ctx, answer, ctx.params) : carry(ctx, undecodable));
      });
    }
    const notAllowed = methodNotAllowed(methods.map(({ method }) => method));
    router.all(path, (ctx) => send(ctx, notAllowed));
  }
  app.use(router.routes()).use((ctx) => carry(ctx, notFound));
  return app.callback();
};

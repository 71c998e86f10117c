import type { RequestListener } from 'node:http';
import Koa from 'koa';
import { drainAndAnswer } from '../drain.ts';

/** Koa itself: a middleware that reads the body and answers past Koa's own responding. */
export function createServer(): RequestListener {
  return new Koa()
    .use((ctx) => {
      ctx.respond = false;
      return drainAndAnswer(ctx.req, ctx.res);
    })
    .callback();
}

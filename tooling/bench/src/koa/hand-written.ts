import type { RequestListener } from 'node:http';
import Koa from 'koa';
import { handleByHand } from '../hand-written.ts';
import type { OnStatus } from '../status-sink.ts';

/** A hand-written middleware that answers past Koa's own responding: leaner than most would dare. */
export function createServer(onStatus: OnStatus): RequestListener {
  return new Koa()
    .use((ctx) => {
      ctx.respond = false;
      return handleByHand(ctx.req, ctx.res, onStatus);
    })
    .callback();
}

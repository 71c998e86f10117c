import type { StatusEvent } from '@statuswire/contracts';
import { createReceiver, type ReceiverOptions, type Verification } from '@statuswire/receiver';
import { receiveFromNode } from '@statuswire/receiver/node';
import type { Middleware, Request } from 'koa';

export { BodyAlreadyReadError } from '@statuswire/receiver/node';
export type { ReceiverOptions, StatusEvent, Verification };

/** What the middleware leaves in `ctx.state` for the next handler where there is no `onEvent`. */
export interface StatusCallbackState {
  statusEvent: StatusEvent;
  statusVerification: Verification;
}

/**
 * Koa middleware that receives SignalWire's message status callbacks. With `onEvent` it answers by itself; without, it
 * leaves the event in `ctx.state.statusEvent`, the verdict on its signature in `ctx.state.statusVerification`, and calls
 * `next()`. Mount it before any body parser. Throws `STATUSWIRE_INVALID_OPTIONS` when made with options that cannot work.
 */
export function statusCallbacks(options: ReceiverOptions): Middleware<StatusCallbackState> {
  const receiver = createReceiver(options);
  return async (ctx, next) => {
    const { body, rawBody } = ctx.request as Request & { body?: unknown; rawBody?: unknown };
    const outcome = await receiveFromNode(receiver, ctx.req, { originalUrl: ctx.originalUrl, body, rawBody });
    if (outcome === null) return;
    if (outcome.kind === 'accepted' && !receiver.handlesEvents) {
      ctx.state.statusEvent = outcome.event;
      ctx.state.statusVerification = outcome.verification;
      await next();
      return;
    }
    ctx.status = outcome.reply.status;
    ctx.set(outcome.reply.headers);
    ctx.body = outcome.reply.body;
  };
}

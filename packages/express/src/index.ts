import type { StatusEvent } from '@statuswire/contracts';
import { createReceiver, type ReceiverOptions, type Verification } from '@statuswire/receiver';
import { receiveFromNode, writeNodeReply } from '@statuswire/receiver/node';
import type { Request, RequestHandler } from 'express';

export { BodyAlreadyReadError } from '@statuswire/receiver/node';
export type { ReceiverOptions, StatusEvent, Verification };

/** What the middleware leaves in `res.locals` for the next handler where there is no `onEvent`. */
export type StatusCallbackLocals = {
  statusEvent: StatusEvent;
  statusVerification: Verification;
};

/** Tells the next handler's types what stands in `res.locals`. */
type StatusCallbackHandler = RequestHandler<
  Request['params'],
  unknown,
  unknown,
  Request['query'],
  StatusCallbackLocals
>;

/**
 * Express middleware that receives SignalWire's message status callbacks. With `onEvent` it answers by itself; without, it
 * leaves the event in `res.locals.statusEvent`, the verdict on its signature in `res.locals.statusVerification`, and calls
 * `next()`. Mount it before any body parser. Throws `STATUSWIRE_INVALID_OPTIONS` when made with options that cannot work.
 */
export function statusCallbacks(options: ReceiverOptions): StatusCallbackHandler {
  const receiver = createReceiver(options);
  return (req: Parameters<StatusCallbackHandler>[0] & { rawBody?: unknown }, res, next) => {
    receiveFromNode(receiver, req, req)
      .then((outcome) => {
        if (outcome === null) return;
        if (outcome.kind === 'accepted' && !receiver.handlesEvents) {
          res.locals.statusEvent = outcome.event;
          res.locals.statusVerification = outcome.verification;
          next();
        } else {
          writeNodeReply(res, outcome.reply);
        }
      })
      .catch(next);
  };
}

import { createReceiver, type ReceiverOptions } from '@statuswire/receiver';
import { receiveFromNode } from '@statuswire/receiver/node';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';

/** Where the callbacks arrive and, without `onEvent`, who takes them over: `request.body` then holds event and verification. */
export interface StatusCallbackRoute {
  readonly url: string;
  readonly handler?: (request: FastifyRequest, reply: FastifyReply) => unknown;
}

/** Fastify plugin that receives SignalWire's status callbacks: `app.register(statusCallbacks(options), { url })`. */
export function statusCallbacks(options: ReceiverOptions): FastifyPluginCallback<StatusCallbackRoute> {
  const receiver = createReceiver(options);
  return (app, { url, handler }, done) => {
    if (handler === undefined && !receiver.handlesEvents) {
      return done(new Error('Nobody would handle the events: give onEvent, or a handler.'));
    }
    // Within this plugin no parser reads the body: the signature covers its bytes.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    app.all(url, async (request, reply) => {
      const outcome = await receiveFromNode(receiver, request.raw, { originalUrl: request.originalUrl });
      if (outcome === null) return reply.hijack();
      if (outcome.kind === 'accepted' && handler !== undefined && !receiver.handlesEvents) {
        request.body = { event: outcome.event, verification: outcome.verification };
        return handler(request, reply);
      }
      return reply.code(outcome.reply.status).headers(outcome.reply.headers).send(outcome.reply.body);
    });
    done();
  };
}

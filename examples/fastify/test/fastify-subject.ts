import formbody from '@fastify/formbody';
import type { AdapterSubject, NextDelivery } from '@statuswire/receiver/testing';
import Fastify from 'fastify';
import { statusCallbacks } from '../src/index.ts';

/** Fastify with the parsers that its users mount, as the conformance kit needs it. */
export const fastifySubject: AdapterSubject = {
  name: 'Fastify 5',
  // Parsers belong to a plugin in Fastify, and ours has none: whatever is mounted around it, the bytes are there.
  parsers: [
    { name: 'the JSON parser that is built in', form: 'bytes', json: 'bytes' },
    { name: '@fastify/formbody', form: 'bytes', json: 'bytes' },
  ],
  async start({ options, path, prefix, parser, next, onError }) {
    // The application may trust its proxy: the adapter goes by its own option.
    const app = Fastify({ trustProxy: true, forceCloseConnections: true });
    if (parser === '@fastify/formbody') await app.register(formbody);
    app.setErrorHandler((error, _request, reply) => {
      onError(error);
      reply.send(error);
    });
    await app.register(statusCallbacks(options), {
      prefix,
      url: path,
      ...(next !== null && {
        handler: async (request, reply) => {
          await next(request.body as NextDelivery);
          return reply.code(202).send();
        },
      }),
    });
    return {
      origin: await app.listen({ host: '127.0.0.1', port: 0 }),
      close: () => app.close(),
    };
  },
};

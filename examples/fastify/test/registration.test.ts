import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { statusCallbacks } from '../src/index.ts';

test('refuses to start where nobody would handle the events', async () => {
  const app = Fastify();
  app.register(statusCallbacks({ signingKeys: 'PSK-test' }), { url: '/callbacks' });
  await expect(app.ready()).rejects.toThrow('give onEvent, or a handler');
});

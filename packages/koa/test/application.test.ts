import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { signedDelivery } from '@statuswire/receiver/testing';
import Koa from 'koa';
import { koaBody } from 'koa-body';
import Koa2 from 'koa2';
import { describe, expect, it } from 'vitest';
import { BodyAlreadyReadError, statusCallbacks } from '../src/index.ts';

const signingKey = 'PSK-test';

async function post(app: Koa): Promise<{ status: number; text: string }> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`;
    const { body, headers, method } = signedDelivery({ signingKey, url, dialect: 'platform' });
    const response = await fetch(url, { method, headers, body });
    return { status: response.status, text: await response.text() };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe.each([
  ['Koa 2', Koa2],
  ['Koa 3', Koa],
])('within an application on %s', (_name, Framework) => {
  it('tells the application of a BodyAlreadyReadError, and the sender nothing', async () => {
    const app = new Framework();
    const errors: unknown[] = [];
    app.on('error', (error) => errors.push(error));
    app.use(koaBody());
    app.use(statusCallbacks({ signingKeys: signingKey, onEvent: () => {} }));
    expect(await post(app)).toEqual({ status: 500, text: 'Internal Server Error' });
    expect(errors).toEqual([expect.any(BodyAlreadyReadError)]);
  });

  it('lets a middleware of the application catch it', async () => {
    const app = new Framework();
    app.use(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = 503;
        ctx.body = error instanceof BodyAlreadyReadError ? error.code : 'another';
      }
    });
    app.use(koaBody());
    app.use(statusCallbacks({ signingKeys: signingKey, onEvent: () => {} }));
    expect(await post(app)).toEqual({ status: 503, text: 'STATUSWIRE_BODY_ALREADY_READ' });
  });

  it('leaves a response alone that the application has begun meanwhile', async () => {
    const app = new Framework();
    const errors: unknown[] = [];
    app.on('error', (error) => errors.push(error));
    app.use(async (ctx, next) => {
      setTimeout(() => ctx.res.writeHead(504).end('too slow'), 20);
      await next();
    });
    const handled = new Promise<void>((resolve) => {
      const onEvent = () => new Promise((done) => setTimeout(done, 60)).then(() => setTimeout(resolve, 20));
      app.use(statusCallbacks({ signingKeys: signingKey, onEvent }));
    });
    expect(await post(app)).toEqual({ status: 504, text: 'too slow' });
    await handled;
    expect(errors).toEqual([]);
  });

  it('says so where the middleware was mounted without being called', async () => {
    const app = new Framework();
    const errors: unknown[] = [];
    app.on('error', (error) => errors.push(error));
    app.use(statusCallbacks as never);
    expect((await post(app)).status).toBe(500);
    expect(String(errors[0])).toContain('mounted without being called');
  });
});

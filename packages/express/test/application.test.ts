import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { signedDelivery } from '@statuswire/receiver/testing';
import express, { type ErrorRequestHandler, type Express } from 'express';
import express4 from 'express4';
import { describe, expect, it, vi } from 'vitest';
import { BodyAlreadyReadError, statusCallbacks } from '../src/index.ts';

const signingKey = 'PSK-test';

async function post(app: Express): Promise<{ status: number; text: string }> {
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
  ['Express 4', express4],
  ['Express 5', express],
])('within an application on %s', (_name, framework) => {
  function createApp(): Express {
    const app = framework();
    app.use(framework.json());
    app.use('/callbacks', statusCallbacks({ signingKeys: signingKey, onEvent: () => {} }));
    return app;
  }

  it('hands a BodyAlreadyReadError to the error middleware of the application', async () => {
    const app = createApp();
    const errors: unknown[] = [];
    const handle: ErrorRequestHandler = (error, _req, res, _next) => {
      errors.push(error);
      res.status(error.status).send('told');
    };
    app.use(handle);
    expect(await post(app)).toEqual({ status: 500, text: 'told' });
    expect(errors).toEqual([expect.any(BodyAlreadyReadError)]);
  });

  it('shows the operator the fix, and the sender nothing, where Express answers by itself in production', async () => {
    const app = createApp().set('env', 'production');
    const { status, text } = await post(app);
    expect(status).toBe(500);
    expect(text).not.toMatch(/statusCallbacks|parser|\.ts/);
    // Express itself writes this one, on purpose, once it has answered.
    const { error } = console;
    const written = vi.mocked(error);
    await vi.waitFor(() => expect(written).toHaveBeenCalledOnce());
    expect(String(written.mock.lastCall)).toContain('Mount statusCallbacks before the body parser');
    written.mockClear();
  });

  it('leaves a response alone that the application has begun meanwhile', async () => {
    const app = framework();
    app.use((_req, res, next) => {
      next();
      setTimeout(() => res.status(504).send('too slow'), 20);
    });
    const handled = new Promise<void>((resolve) => {
      const onEvent = () => new Promise((done) => setTimeout(done, 60)).then(() => setTimeout(resolve, 20));
      app.use('/callbacks', statusCallbacks({ signingKeys: signingKey, onEvent }));
    });
    expect(await post(app)).toEqual({ status: 504, text: 'too slow' });
    await handled;
  });

  it('says so where the middleware was mounted without being called', async () => {
    const app = framework();
    app.use(statusCallbacks as never);
    const errors: unknown[] = [];
    const handle: ErrorRequestHandler = (error, _req, res, _next) => {
      errors.push(error);
      res.sendStatus(500);
    };
    app.use(handle);
    expect((await post(app)).status).toBe(500);
    expect(String(errors[0])).toContain('mounted without being called');
  });
});

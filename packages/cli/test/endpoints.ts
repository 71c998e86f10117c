import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { statusCallbacks as expressCallbacks } from '@statuswire/express';
import { statusCallbacks as koaCallbacks } from '@statuswire/koa';
import type { ReceiverOptions } from '@statuswire/receiver';
import express from 'express';
import express4 from 'express4';
import Koa from 'koa';
import Koa2 from 'koa2';

export const signingKey = 'PSK-of-the-endpoint';

/** An endpoint that listens on loopback. */
export interface Endpoint {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a listener on a free port; the endpoint's path is `/callbacks/status`. */
export async function serve(listener: RequestListener): Promise<Endpoint> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/status`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The same options for all of them. */
export const receiverOptions: ReceiverOptions = { signingKeys: signingKey, onEvent: () => {}, onOutcome: () => {} };

function onExpress(framework: typeof express): RequestListener {
  const app = framework();
  app.use('/callbacks/status', expressCallbacks(receiverOptions));
  return app;
}

function onKoa(Framework: typeof Koa): RequestListener {
  const app = new Framework().use(koaCallbacks(receiverOptions));
  // Koa tells the console of connections that break.
  app.silent = true;
  return app.callback();
}

/** Our adapters, on every framework that they support. */
export const adapters: readonly (readonly [name: string, listener: () => RequestListener])[] = [
  ['Express 4', () => onExpress(express4)],
  ['Express 5', () => onExpress(express)],
  ['Koa 2', () => onKoa(Koa2)],
  ['Koa 3', () => onKoa(Koa)],
];

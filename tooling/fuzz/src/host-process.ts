// A server with one of the adapters, in a process of its own: its memory is then its own, too.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { statusCallbacks as expressCallbacks } from '@statuswire/express';
import { statusCallbacks as koaCallbacks } from '@statuswire/koa';
import type { ReceiverOptions } from '@statuswire/receiver';
import express from 'express';
import Koa from 'koa';
import type { HostMessage } from './host-messages.ts';
import { endpoint } from './signed-drafts.ts';

let handled = 0;
const options: ReceiverOptions = {
  signingKeys: endpoint.signingKey,
  publicUrl: endpoint.url,
  allowGet: true,
  // A body that never ends is given up soon, so that a run does not consist of waiting.
  deadlineMs: 1_000,
  onEvent: () => {
    handled += 1;
  },
  onOutcome: () => {},
};

const listeners: Readonly<Record<string, () => RequestListener>> = {
  express: () => express().use(expressCallbacks(options)),
  koa: () => new Koa().use(koaCallbacks(options)).callback(),
};

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const tell = (message: HostMessage) => process.send?.(message);

const listener = listeners[process.argv[2] ?? '']?.();
if (listener === undefined) throw new Error(`no host called ${process.argv[2]}`);
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
});

process.on('message', () => {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  tell({ kind: 'state', state: { heapBytes: heapUsed, residentBytes: rss, handled } });
});
process.on('disconnect', () => process.exit());

import type { AddressInfo } from 'node:net';
import { statusCallbacks } from '@statuswire/koa';
import Koa from 'koa';

const onCallback = statusCallbacks({
  signingKeys: [process.env.SIGNING_KEY ?? '', 'the-key-before'],
  publicUrl: process.env.PUBLIC_URL ?? '',
  onEvent: (event) => console.log(JSON.stringify({ event })),
  onOutcome: (outcome) => {
    if (outcome.kind === 'rejected') console.error(outcome.reason);
  },
});
const server = new Koa().use(onCallback).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});

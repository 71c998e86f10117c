import type { AddressInfo } from 'node:net';
import { type ReceiverOptions, type StatusEvent, statusCallbacks } from '@statuswire/express';
import express from 'express';

const options: ReceiverOptions = {
  signingKeys: process.env.SIGNING_KEY ?? '',
  publicUrl: process.env.PUBLIC_URL ?? '',
};
const app = express();
app.post('/callbacks/status', statusCallbacks(options), (_request, response) => {
  // The types of `res.locals` come from the middleware, not from here.
  const event: StatusEvent = response.locals.statusEvent;
  console.log(JSON.stringify({ event }));
  if (event.dialect === 'platform') response.json({});
  else response.type('text/xml').send('<Response/>');
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});

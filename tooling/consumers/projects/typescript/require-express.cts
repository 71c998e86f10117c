import receiver = require('@statuswire/receiver');
import express = require('express');
import middleware = require('@statuswire/express');

const keys: receiver.SigningKeys = process.env.SIGNING_KEY ?? '';
const app = express();
const onCallback = middleware.statusCallbacks({
  signingKeys: keys,
  publicUrl: process.env.PUBLIC_URL ?? '',
  onEvent: (event) => console.log(JSON.stringify({ event })),
});
app.post('/callbacks/status', onCallback);
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : null }));
});

const { statusCallbacks } = require('@statuswire/express');
const express = require('express');

const app = express();
const onCallback = statusCallbacks({
  signingKeys: process.env.SIGNING_KEY,
  publicUrl: process.env.PUBLIC_URL,
  onEvent: (event) => console.log(JSON.stringify({ event })),
});
app.post('/callbacks/status', onCallback);
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));

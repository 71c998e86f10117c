import { createReceiver, toFetchHandler } from '@statuswire/receiver';

/** A handler of Web requests, the same on every runtime. */
export const handle = toFetchHandler(
  createReceiver({
    signingKeys: process.env.SIGNING_KEY,
    publicUrl: process.env.PUBLIC_URL,
    onEvent: (event) => console.log(JSON.stringify({ event })),
  }),
);

import type { RequestListener } from 'node:http';
import { statusCallbacks } from '@statuswire/koa';
import Koa from 'koa';
import { publicUrl, signingKey } from '../deliveries.ts';
import type { OnStatus } from '../status-sink.ts';

/** Our middleware, as its README makes it. */
export function createServer(onStatus: OnStatus): RequestListener {
  return new Koa()
    .use(
      statusCallbacks({
        signingKeys: signingKey,
        publicUrl,
        onEvent: async (event) => onStatus(event.messageId, event.status),
      }),
    )
    .callback();
}

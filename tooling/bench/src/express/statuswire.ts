import type { RequestListener } from 'node:http';
import { statusCallbacks } from '@statuswire/express';
import express from 'express';
import { callbackPath, publicUrl, signingKey } from '../deliveries.ts';
import type { OnStatus } from '../status-sink.ts';

/** Our middleware, as its README mounts it. */
export function createServer(onStatus: OnStatus): RequestListener {
  return express().post(
    callbackPath,
    statusCallbacks({
      signingKeys: signingKey,
      publicUrl,
      onEvent: async (event) => onStatus(event.messageId, event.status),
    }),
  );
}

import type { RequestListener } from 'node:http';
import express from 'express';
import { callbackPath } from '../deliveries.ts';
import { handleByHand } from '../hand-written.ts';
import type { OnStatus } from '../status-sink.ts';

/** A hand-written route, as lean as Express lets it be. */
export function createServer(onStatus: OnStatus): RequestListener {
  return express().post(callbackPath, (request, response) => handleByHand(request, response, onStatus));
}

import type { RequestListener } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import express from 'express';
import { jsonCallbackSchema } from '../callback-schemas.ts';
import { callbackPath, signingKey } from '../deliveries.ts';
import type { OnStatus } from '../status-sink.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The best-known webhook receiver, Octokit's, given the same JSON, then zod. It knows GitHub's signatures only, so it is sent
 * those: HMAC-SHA256 of the body alone, and an event name and a delivery's id in headers.
 */
export function createServer(onStatus: OnStatus): RequestListener {
  const webhooks = new Webhooks({ secret: signingKey, log: silent });
  webhooks.on('status', ({ payload }) => {
    const callback = jsonCallbackSchema.parse(payload);
    onStatus(callback.id, callback.status);
  });
  // Forged callbacks are refused while it is tried out, which it would print.
  return express().use(createNodeMiddleware(webhooks, { path: callbackPath, log: silent }));
}

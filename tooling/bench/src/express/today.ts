import type { RequestListener } from 'node:http';
import { RestClient } from '@signalwire/compatibility-api';
import express, { type Request } from 'express';
import { formCallbackSchema, jsonCallbackSchema } from '../callback-schemas.ts';
import { callbackPath, type Dialect, publicUrl, signingKey } from '../deliveries.ts';
import type { OnStatus } from '../status-sink.ts';
import { validateJsonToday } from '../validate-json-today.ts';

/**
 * What a user writes today. Forms: `express.urlencoded`, the official SDK's `webhook()`, zod. JSON, which `webhook()` cannot
 * verify: `express.json` that keeps the bytes, the check of SignalWire's web API package, zod.
 */
export function createServer(onStatus: OnStatus, dialect: Dialect): RequestListener {
  const app = express();
  if (dialect === 'compatibility') {
    app.post(
      callbackPath,
      express.urlencoded({ extended: false }),
      RestClient.webhook(signingKey, { url: publicUrl }),
      (request, response) => {
        const callback = formCallbackSchema.parse(request.body);
        onStatus(callback.MessageSid, callback.MessageStatus);
        response.type('text/xml').send('<Response/>');
      },
    );
  } else {
    const keepBytes = (request: Request & { rawBody?: string }, _: unknown, bytes: Buffer) => {
      request.rawBody = bytes.toString();
    };
    app.post(callbackPath, express.json({ verify: keepBytes }), (request: Request & { rawBody?: string }, response) => {
      const header = request.get('x-signalwire-signature') ?? '';
      if (!validateJsonToday(signingKey, header, publicUrl, request.rawBody ?? '')) {
        response.sendStatus(403);
        return;
      }
      const callback = jsonCallbackSchema.parse(request.body);
      onStatus(callback.id, callback.status);
      response.json({});
    });
  }
  return app;
}

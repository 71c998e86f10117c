import type { RequestListener } from 'node:http';
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import twilio from 'twilio';
import { formCallbackSchema, jsonCallbackSchema } from '../callback-schemas.ts';
import { type Dialect, publicUrl, signingKey } from '../deliveries.ts';
import type { OnStatus } from '../status-sink.ts';
import { validateJsonToday } from '../validate-json-today.ts';

/**
 * What a user writes today. Forms: `@koa/bodyparser`, Twilio's `validateRequest`, zod. JSON, which it cannot verify: the raw
 * text that the body parser keeps, the check of SignalWire's web API package, zod.
 */
export function createServer(onStatus: OnStatus, dialect: Dialect): RequestListener {
  const app = new Koa().use(bodyParser());
  if (dialect === 'compatibility') {
    app.use((ctx) => {
      const form = ctx.request.body as Record<string, unknown>;
      if (!twilio.validateRequest(signingKey, ctx.get('x-signalwire-signature'), publicUrl, form)) ctx.throw(403);
      const callback = formCallbackSchema.parse(form);
      onStatus(callback.MessageSid, callback.MessageStatus);
      ctx.type = 'text/xml';
      ctx.body = '<Response/>';
    });
  } else {
    app.use((ctx) => {
      const raw = ctx.request.rawBody ?? '';
      if (!validateJsonToday(signingKey, ctx.get('x-signalwire-signature'), publicUrl, raw)) ctx.throw(403);
      const callback = jsonCallbackSchema.parse(ctx.request.body);
      onStatus(callback.id, callback.status);
      ctx.body = {};
    });
  }
  return app.callback();
}

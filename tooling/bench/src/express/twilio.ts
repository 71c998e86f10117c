import type { RequestListener } from 'node:http';
import express from 'express';
import twilio from 'twilio';
import { formCallbackSchema } from '../callback-schemas.ts';
import { callbackPath, publicUrl, signingKey } from '../deliveries.ts';
import type { OnStatus } from '../status-sink.ts';

/** Twilio's own middleware, as who comes from there has it: `express.urlencoded`, `twilio.webhook()`, zod. */
export function createServer(onStatus: OnStatus): RequestListener {
  return express().post(
    callbackPath,
    express.urlencoded({ extended: false }),
    twilio.webhook(signingKey, { url: publicUrl }),
    (request, response) => {
      const callback = formCallbackSchema.parse(request.body);
      onStatus(callback.MessageSid, callback.MessageStatus);
      response.type('text/xml').send('<Response/>');
    },
  );
}

import { z } from 'zod';
import { bodySchema, countSchema, errorCodeSchema, identifierSchema } from './wire-fields.ts';

/**
 * A status callback of the Compatibility API (cXML, LaML), decoded from a form or from JSON. Fields beyond those named
 * here (`SmsSid`, `ApiVersion`, `MediaUrl0`, …) are kept. Source: docs/dialects.md.
 */
export const compatibilityCallbackSchema = z.looseObject({
  MessageSid: identifierSchema,
  AccountSid: identifierSchema,
  MessageStatus: identifierSchema,
  From: z.string(),
  To: z.string(),
  Body: bodySchema.optional(),
  NumMedia: countSchema.optional(),
  NumSegments: countSchema.optional(),
  ErrorCode: errorCodeSchema.optional(),
});

/** A decoded status callback of the Compatibility API. */
export type CompatibilityCallback = z.infer<typeof compatibilityCallbackSchema>;

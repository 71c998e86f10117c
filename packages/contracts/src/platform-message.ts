import { z } from 'zod';
import { bodySchema, countSchema, errorCodeSchema, identifierSchema } from './wire-fields.ts';

/** A message as the platform's REST API answers it when it is created or redacted. Source: SignalWire's API specification, "Message". */
export const platformMessageSchema = z.looseObject({
  id: identifierSchema,
  project_id: identifierSchema,
  status: identifierSchema,
  from: z.string(),
  to: z.string(),
  body: bodySchema.optional(),
  direction: z.string().nullish(),
  /** `sms` or `mms`. */
  kind: z.string().nullish(),
  media: z.array(z.string()).nullish(),
  number_of_segments: countSchema.optional(),
  error_code: errorCodeSchema.optional(),
  error_message: z.string().nullish(),
  /** ISO 8601. */
  created_at: z.string().nullish(),
  status_callback_url: z.string().nullish(),
  /** Where the message's log is, relative to the space. */
  message_uri: z.string().nullish(),
});

/** A message as the platform's REST API answers it when it is created or redacted. */
export type PlatformMessage = z.infer<typeof platformMessageSchema>;

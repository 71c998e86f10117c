import { z } from 'zod';
import { bodySchema, countSchema, errorCodeSchema, identifierSchema } from './wire-fields.ts';

const rfc2822Date = z.string().nullish();

/**
 * A message as the Compatibility REST API answers it. Dates are RFC 2822; `price` is a decimal, `null` until billed, and
 * must never be summed as a binary float. Source: docs/dialects.md.
 */
export const messageResourceSchema = z.looseObject({
  sid: identifierSchema,
  account_sid: identifierSchema,
  status: identifierSchema,
  from: z.string(),
  to: z.string(),
  body: bodySchema.optional(),
  num_media: countSchema.optional(),
  num_segments: countSchema.optional(),
  direction: z.string().nullish(),
  error_code: errorCodeSchema.optional(),
  error_message: z.string().nullish(),
  date_created: rfc2822Date,
  date_sent: rfc2822Date,
  date_updated: rfc2822Date,
  price: z.union([z.number(), z.string()]).nullish(),
  price_unit: z.string().nullish(),
  api_version: z.string().nullish(),
  messaging_service_sid: z.string().nullish(),
  uri: z.string().nullish(),
  subresource_uris: z.record(z.string(), z.unknown()).nullish(),
});

/** A message of the Compatibility REST API. */
export type MessageResource = z.infer<typeof messageResourceSchema>;

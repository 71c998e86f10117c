import { z } from 'zod';
import { bodySchema, countSchema, errorCodeSchema, identifierSchema } from './wire-fields.ts';

/**
 * A status callback of the platform (REST, RELAY, SWML), decoded from JSON. `error_code` and `error_message` are
 * documented as required, yet missing in SignalWire's own sample: absent means `null`. Source: docs/dialects.md.
 */
export const platformCallbackSchema = z.looseObject({
  id: identifierSchema,
  project_id: identifierSchema,
  status: identifierSchema,
  to: z.string(),
  from: z.string(),
  body: bodySchema.optional(),
  number_of_segments: countSchema.optional(),
  timestamp: z.string().nullish(),
  error_code: errorCodeSchema.optional(),
  error_message: z.string().nullish(),
  custom_variables: z.record(z.string(), z.unknown()).nullish(),
});

/** A decoded status callback of the platform. */
export type PlatformCallback = z.infer<typeof platformCallbackSchema>;

import { z } from 'zod';
import { countSchema, errorCodeSchema, identifierSchema } from './wire-fields.ts';

const chargeSchema = z.union([z.number(), z.string()]);

/**
 * A message as the platform's logs have it. Charges are decimals and must never be summed as binary floats. Source:
 * SignalWire's API specification, "MessageLog".
 */
export const messageLogSchema = z.looseObject({
  id: identifierSchema,
  status: identifierSchema,
  from: z.string(),
  to: z.string(),
  /** `inbound` or `outbound`. */
  direction: z.string().nullish(),
  /** `sms` or `mms`. */
  kind: z.string().nullish(),
  /** `realtime_api` or `laml`. */
  source: z.string().nullish(),
  /** `relay_message` or `laml_message`. */
  type: z.string().nullish(),
  url: z.string().nullish(),
  number_of_segments: countSchema.optional(),
  charge: chargeSchema.nullish(),
  charge_details: z
    .array(z.looseObject({ description: z.string().nullish(), charge: chargeSchema.nullish() }))
    .nullish(),
  /** ISO 8601. */
  created_at: z.string().nullish(),
  error_code: errorCodeSchema.optional(),
  error_message: z.string().nullish(),
});

/** A message as the platform's logs have it. */
export type MessageLog = z.infer<typeof messageLogSchema>;

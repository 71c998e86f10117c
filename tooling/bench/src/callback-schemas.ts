import { z } from 'zod';

// What a user writes today to be sure of the fields; shared by the `today` routes of both frameworks.

/** A compatibility callback, as far as an application reads it. */
export const formCallbackSchema = z.object({
  MessageSid: z.string(),
  AccountSid: z.string(),
  MessageStatus: z.string(),
  From: z.string(),
  To: z.string(),
  Body: z.string().optional(),
  NumMedia: z.coerce.number().optional(),
  NumSegments: z.coerce.number().optional(),
  ErrorCode: z.string().optional(),
});

/** A platform callback, as far as an application reads it. */
export const jsonCallbackSchema = z.object({
  id: z.string(),
  project_id: z.string(),
  status: z.string(),
  to: z.string(),
  from: z.string(),
  body: z.string().nullable(),
  number_of_segments: z.number(),
  timestamp: z.string(),
  error_code: z.string().nullish(),
  error_message: z.string().nullish(),
  custom_variables: z.record(z.string(), z.string()).optional(),
});

import { z } from 'zod';

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

/** `POST /_sandbox/clock`. */
export const advanceRequestSchema = z.strictObject({
  /** How far the clock moves on, in milliseconds. */
  advanceMs: z
    .int()
    .min(0)
    .max(86_400_000 * 365),
});

/** `POST /_sandbox/compare`. */
export const compareRequestSchema = z.strictObject({
  /** The keys of the events that a receiver recorded. */
  keys: z.array(z.string()),
});

/** The query of `GET /_sandbox/deliveries`. */
export const deliveryQuerySchema = z.strictObject({
  message: z.string().optional(),
  after: wholeNumber.optional(),
  limit: wholeNumber.optional(),
});

/** The query of `GET /_sandbox/messages`. */
export const messageQuerySchema = z.strictObject({
  limit: wholeNumber.optional(),
});

import { z } from 'zod';

/** A new key, and whose. */
export const keyRotationSchema = z.strictObject({
  signingKey: z.string().refine((text) => text.trim() !== '', 'must not be blank'),
  /** @default the first project */
  projectId: z.string().optional(),
  /** How long the old keys stay in use beside it, in milliseconds; a day at most. @default 60000 */
  overlapMs: z.int().min(0).max(86_400_000).default(60_000),
});

/** A new key, and whose. */
export type KeyRotation = Readonly<z.input<typeof keyRotationSchema>>;

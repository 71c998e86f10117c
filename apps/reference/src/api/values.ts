import { z } from 'zod';

/** An instant in the one spelling in which instants compare as text. */
export const isoUtc = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Instant', description: 'ISO 8601 UTC with milliseconds' });

/** How many. */
export const count = z.int().min(0);

import { dialects } from '@statuswire/contracts';
import { z } from 'zod';
import { parseCallbackUrl } from '../callback/callback-url.ts';

/** What a load is made of. Source: docs/sandbox.md, "Load". */
export const loadOptionsSchema = z.strictObject({
  /** Where the callbacks go. */
  url: z.string().refine((url) => parseCallbackUrl(url) !== null, 'must be an absolute http or https URL'),
  /** @default 'compatibility' */
  dialect: z.enum(dialects).default('compatibility'),
  /** Callbacks per second; `null` for as fast as can be. @default null */
  rate: z.number().positive().max(1_000_000).nullable().default(null),
  /**
   * How long the load runs before it is measured: what a process does for the first time takes it many times as long. Its
   * callbacks are real ones, and counted apart. Milliseconds. @default 2000; 0 with `callbacks`
   */
  warmUpMs: z.int().min(0).max(600_000).optional(),
  /** After the warm-up, no message is begun after so many milliseconds. @default 10000 */
  durationMs: z.int().min(1).max(86_400_000).default(10_000),
  /** After the warm-up, no message is begun after so many callbacks. @default without limit */
  callbacks: z.int().min(1).optional(),
  /** Most callbacks on their way at once. @default 64 */
  concurrency: z.int().min(1).max(10_000).default(64),
  /** Whose messages they are. @default the first project */
  projectId: z.string().optional(),
});

const defaultWarmUpMs = 2_000;

/** How long a load warms up. Whoever asks for a number of callbacks gets that number and no more. Milliseconds. */
export function warmUpOf({ warmUpMs, callbacks }: LoadSettings): number {
  return warmUpMs ?? (callbacks === undefined ? defaultWarmUpMs : 0);
}

/** What a load is made of, as it is given. */
export type LoadOptions = z.input<typeof loadOptionsSchema>;

/** What a load is made of, complete. */
export type LoadSettings = z.output<typeof loadOptionsSchema>;

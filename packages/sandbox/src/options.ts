import { StatusWireError } from '@statuswire/contracts';
import { z } from 'zod';
import type { Delivery } from './callback/delivery.ts';
import type { SandboxClock } from './clock/clock.ts';
import { faultsSchema } from './fault/fault.ts';
import { decimalPattern } from './message/price.ts';
import { defaultProject } from './project.ts';

const key = z.string().refine((text) => text.trim() !== '', 'must not be blank');
const milliseconds = z
  .int()
  .min(0)
  .max(86_400_000 * 30);
const decimal = z.string().regex(decimalPattern, "must be a decimal as text, such as '0.0083'");

const projectSchema = z
  .strictObject({
    projectId: z
      .string()
      .min(1)
      .regex(/^[^:]+$/, 'must have no colon: Basic authentication cannot carry one'),
    token: key,
    /** One key; several while one is being replaced: callbacks are then signed with each in turn. */
    signingKeys: z.union([key, z.array(key).min(1)]),
  })
  .transform(({ signingKeys, ...project }) => ({
    ...project,
    signingKeys: typeof signingKeys === 'string' ? [signingKeys] : signingKeys,
  }));

const lifeSchema = z.strictObject({
  /** From `queued` to `initiated`; for inbound messages from `receiving` to `received`. @default 100 */
  initiatedAfterMs: milliseconds.default(100),
  /** From `initiated` to `sent`, or to `failed`. @default 400 */
  sentAfterMs: milliseconds.default(400),
  /** From `sent` to the receipt. @default 1500 */
  endedAfterMs: milliseconds.default(1_500),
  /** From `sent` to the price. @default 5000 */
  pricedAfterMs: milliseconds.default(5_000),
});

const pricesSchema = z.strictObject({
  /** @default '0.0083' */
  outboundSms: decimal.default('0.0083'),
  /** @default '0.02' */
  outboundMms: decimal.default('0.02'),
  /** @default '0.00415' */
  inboundSms: decimal.default('0.00415'),
  /** @default '0.01' */
  inboundMms: decimal.default('0.01'),
});

const callbacksSchema = z.strictObject({
  /** How compatibility callbacks travel. @default 'form' */
  compatibilityEncoding: z.enum(['form', 'json']).default('form'),
  /** How forms are signed: `form_fields` (scheme B) or `raw_body` (scheme A). JSON is always signed raw. @default 'form_fields' */
  formScheme: z.enum(['form_fields', 'raw_body']).default('form_fields'),
  /** Add the SHA-256 signature. @default false */
  sha256: z.boolean().default(false),
  /** PEM of a certificate authority to trust, for endpoints with a certificate of their own. @default none */
  certificateAuthority: z.string().optional(),
});

/** What `createSandbox` takes. Everything has a default. */
export const sandboxOptionsSchema = z.strictObject({
  /** @default '127.0.0.1' */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 for any that is free. @default 0 */
  port: z.int().min(0).max(65_535).default(0),
  /** Serve HTTPS with this certificate, both PEM. @default HTTP */
  tls: z.strictObject({ key: z.string().min(1), cert: z.string().min(1) }).optional(),
  /** @default one project, `defaultProject` */
  projects: z
    .array(projectSchema)
    .min(1)
    .default([{ ...defaultProject, signingKeys: [...defaultProject.signingKeys] }]),
  /** The numbers that were bought: any other sender is refused with 21210. @default any number */
  numbers: z.array(z.string()).optional(),
  /** Number groups, by id. @default none */
  numberGroups: z.record(z.string(), z.array(z.string())).default({}),
  /** Decides everything that is left to chance: identifiers, and faults with a probability. @default a new one */
  seed: z.union([z.string().min(1), z.int()]).optional(),
  /** What messages' lives run on. @default the machine's clock, which `advance` can push forward */
  clock: z
    .custom<SandboxClock>(
      (value) => typeof value === 'object' && value !== null && 'now' in value && 'setTimeout' in value,
      'must be a clock, such as createManualClock() makes',
    )
    .optional(),
  /** How long each step of a life takes, in milliseconds. */
  life: lifeSchema.prefault({}),
  /** The price of one segment, in US dollars. */
  prices: pricesSchema.prefault({}),
  callbacks: callbacksSchema.prefault({}),
  /** What goes wrong. @default nothing */
  faults: faultsSchema.default([]),
  /** How much is remembered: the oldest is forgotten first, no message that is still on its way. */
  retain: z
    .strictObject({
      /** @default 100000 */
      messages: z.int().min(1).default(100_000),
      /** @default 100000 */
      deliveries: z.int().min(1).default(100_000),
    })
    .prefault({}),
  /** Hears of every delivery when it is settled. What it throws is ignored. @default nobody */
  onDelivery: z
    .custom<(delivery: Delivery) => void>((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

/** What `createSandbox` takes. Everything has a default. */
export type SandboxOptions = z.input<typeof sandboxOptionsSchema>;

/** Parses options of any kind; throws `STATUSWIRE_INVALID_OPTIONS` with all that is wrong with them. */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'options'}: ${message}.`,
  );
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', faults.join(' '));
}

import { dialects, messageStatuses } from '@statuswire/contracts';
import { z } from 'zod';

const chance = {
  /** How often it strikes what it fits, 0 to 1. @default 1 */
  probability: z.number().min(0).max(1).default(1),
  /** How often it strikes in all. @default without limit */
  limit: z.int().min(1).optional(),
};

const selection = {
  ...chance,
  /** Only callbacks that tell one of these statuses. @default any */
  statuses: z.array(z.enum(messageStatuses)).min(1).optional(),
  /** @default either */
  dialect: z.enum(dialects).optional(),
  /** Only messages to this number. @default any */
  to: z.string().optional(),
  /** Only messages from this number. @default any */
  from: z.string().optional(),
  /** Only this message. @default any */
  messageId: z.string().optional(),
};

const restSelection = {
  ...chance,
  /** @default any */
  operations: z
    .array(z.enum(['create', 'retrieve', 'list', 'redact', 'delete']))
    .min(1)
    .optional(),
};

const milliseconds = z
  .int()
  .min(0)
  .max(86_400_000 * 30);
const errorCode = z.string().min(1).max(20);

/** A rule that says what goes wrong, for what, and how often. Source: docs/sandbox.md, "Faults". */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The callback is never sent. */
  z.strictObject({ kind: z.literal('lost'), ...selection }),
  /** The callback is sent again, as after an answer that got lost. */
  z.strictObject({ kind: z.literal('repeated'), times: z.int().min(1).max(10).default(1), ...selection }),
  /** The callback is sent later, by the sandbox's clock. */
  z.strictObject({ kind: z.literal('delayed'), ms: milliseconds.default(10_000), ...selection }),
  /** The callback is held back until the message's next one has been sent. */
  z.strictObject({ kind: z.literal('reordered'), ...selection }),
  /** After an ending, the opposite one is told as well; the message itself stays as it is. */
  z.strictObject({ kind: z.literal('contradictory'), errorCode: errorCode.default('30008'), ...selection }),
  /** The carrier sends no receipt: the message stays at `sent`. `statuses` has no meaning here. */
  z.strictObject({ kind: z.literal('no_receipt'), ...selection }),
  /** A callback that is no failure carries an error code all the same. */
  z.strictObject({ kind: z.literal('stale_error_code'), errorCode: errorCode.default('30008'), ...selection }),
  /** Before the callback, one with a status that nobody documented. */
  z.strictObject({
    kind: z.literal('unknown_status'),
    word: z.string().min(1).max(60).default('carrier_accepted'),
    ...selection,
  }),
  /** The callback has fields that nobody documented. */
  z.strictObject({
    kind: z.literal('new_fields'),
    fields: z.record(z.string().min(1), z.string()).default({ NewField: 'new' }),
    ...selection,
  }),
  /** The callback is signed with another key. */
  z.strictObject({ kind: z.literal('wrong_signature'), ...selection }),
  /** The body is written in pieces that split characters and fields. */
  z.strictObject({ kind: z.literal('split_body'), ...selection }),
  /** The second half of the body comes later, by the real clock. */
  z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0).max(20_000).default(500), ...selection }),
  /** The connection is cut in the middle of the body. */
  z.strictObject({ kind: z.literal('cut'), attempts: z.enum(['first', 'all']).default('first'), ...selection }),
  /** A REST request is answered 429 with `Retry-After`. */
  z.strictObject({
    kind: z.literal('rest_429'),
    retryAfterSeconds: z.int().min(0).max(3_600).default(1),
    ...restSelection,
  }),
  /** A REST request is answered 500. */
  z.strictObject({ kind: z.literal('rest_500'), ...restSelection }),
]);

/** All the rules in force. */
export const faultsSchema = z.array(faultSchema);

/** A rule that says what goes wrong, for what, and how often. */
export type Fault = z.output<typeof faultSchema>;

/** The same as it is given, with everything left out that has a default. */
export type FaultInput = z.input<typeof faultSchema>;

/** The kinds of fault that strike a callback. */
export type CallbackFaultKind = Exclude<Fault['kind'], 'no_receipt' | 'rest_429' | 'rest_500'>;

/** A fault that strikes a callback. */
export type CallbackFault = Extract<Fault, { kind: CallbackFaultKind }>;

/** A fault that strikes a REST request. */
export type RestFault = Extract<Fault, { kind: 'rest_429' | 'rest_500' }>;

/** What a REST request is about. */
export type RestOperation = NonNullable<RestFault['operations']>[number];

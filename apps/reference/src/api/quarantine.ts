import { quarantineStates } from '@statuswire/ledger';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { after, none, wholeNumber, word } from './parameters.ts';
import { isoUtc } from './values.ts';

const idRule = 'Expected 64 hexadecimal digits in lower case';

const deliveryShape = {
  id: z.string().meta({ description: 'A digest of content type and body' }),
  state: z.enum(quarantineStates),
  receivedAt: isoUtc,
  lastReceivedAt: isoUtc,
  deliveries: z.int().min(1),
  resolvedAt: isoUtc.nullable().meta({ description: 'When it was recorded after all, or thrown away' }),
  reason: z.string().meta({ description: 'Why it could not be read, as a code' }),
  message: z.string().meta({ description: 'Why it could not be read, in words; never text from it' }),
  contentType: z.string(),
  bytes: z.int().min(0),
  details: z.record(z.string(), z.string()).readonly().meta({ description: 'The verdict on its signature' }),
};

const deliverySchema = z
  .object(deliveryShape)
  .readonly()
  .meta({ id: 'QuarantinedDelivery', description: 'A delivery that was signed but could not be read' });

const oneDelivery = z.strictObject({
  id: z
    .string(idRule)
    .regex(/^[0-9a-f]{64}$/, idRule)
    .meta({ description: 'As the list tells it' }),
});

/** One page of quarantined deliveries. */
export const listQuarantined = {
  id: 'listQuarantined',
  method: 'GET',
  path: '/api/quarantine',
  summary: 'Deliveries that were signed but could not be read, the earliest first',
  parameters: none,
  query: z.strictObject({
    state: word(quarantineStates, 'What became of them').default('held'),
    limit: wholeNumber('Most deliveries of the page', { least: 1, most: 500, usual: 50 }),
    after: after.exactOptional(),
  }),
  answer: z.object({ items: z.array(deliverySchema).readonly(), next: z.string().nullable() }).readonly(),
  problems: [],
} as const satisfies Operation;

/** One quarantined delivery with its body. */
export const showQuarantined = {
  id: 'showQuarantined',
  method: 'GET',
  path: '/api/quarantine/{id}',
  summary: 'A quarantined delivery and its body',
  parameters: oneDelivery,
  query: none,
  answer: z
    .object({
      ...deliveryShape,
      rawBody: z.base64().meta({ description: 'The body as it came, in base64' }),
    })
    .readonly(),
  problems: [404],
} as const satisfies Operation;

/** Throws a held delivery away. */
export const discardQuarantined = {
  id: 'discardQuarantined',
  method: 'POST',
  path: '/api/quarantine/{id}/discard',
  needs: 'replay',
  summary: 'Throw a held delivery away',
  description:
    'For what was looked at and tells nothing. It is read no more, stays listed as discarded, and goes by its age.',
  parameters: oneDelivery,
  query: none,
  answer: z.object({ state: z.literal('discarded') }).readonly(),
  problems: [404, 409],
} as const satisfies Operation;

/** Reads a held delivery once more. */
export const retryQuarantined = {
  id: 'retryQuarantined',
  method: 'POST',
  path: '/api/quarantine/{id}/retry',
  needs: 'replay',
  summary: 'Read a held delivery once more, and record what comes out',
  description: 'Of use after an update that reads more. Where it still cannot be read it stays held, and says why.',
  parameters: oneDelivery,
  query: none,
  answer: z.discriminatedUnion('state', [
    z.object({ state: z.literal('recorded'), projectId: z.string(), messageId: z.string() }).readonly(),
    z.object({ state: z.literal('held'), reason: z.string(), message: z.string() }).readonly(),
  ]),
  problems: [404, 409],
} as const satisfies Operation;

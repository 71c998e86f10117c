import { z } from 'zod';
import { dialects } from './dialect.ts';
import { messageStatuses } from './message-status.ts';
import { identifierSchema } from './wire-fields.ts';

/** Where a fact came from: a `callback`, or a `rest` answer that somebody asked for. */
export const eventSources = ['callback', 'rest'] as const;

/** Where a fact came from. */
export type EventSource = (typeof eventSources)[number];

// One spelling per instant, so that instants compare as text.
const isoUtc = z.iso.datetime({ precision: 3 });

/** The one normal form: what one callback, or one REST answer, says of one message. Source: docs/dialects.md. */
export const statusEventSchema = z
  .object({
    /** The same for the same fact, whenever and however often it arrives; see `eventKey`. */
    key: z.string().min(1),
    source: z.enum(eventSources),
    dialect: z.enum(dialects),
    projectId: identifierSchema,
    messageId: identifierSchema,
    /** The documented status, or `unknown` where SignalWire used a new word. */
    status: z.enum([...messageStatuses, 'unknown']),
    /** SignalWire's own word, as it stood. */
    providerStatus: identifierSchema,
    from: z.string(),
    to: z.string(),
    /** `null` where it was not told, was redacted or was filtered. */
    body: z.string().nullable(),
    segments: z.int().min(0).nullable(),
    media: z.int().min(0).nullable(),
    direction: z.string().nullable(),
    error: z.object({ code: z.string().nullable(), message: z.string().nullable() }).readonly().nullable(),
    /** ISO 8601 UTC with milliseconds, the provider's clock; `null` where the dialect tells no time. */
    occurredAt: isoUtc.nullable(),
    /** ISO 8601 UTC with milliseconds, our clock. */
    receivedAt: isoUtc,
    customVariables: z.record(z.string(), z.string()).readonly(),
    /** Every field that has no name above, verbatim. */
    extra: z.record(z.string(), z.unknown()).readonly(),
  })
  .readonly();

/** What one callback, or one REST answer, says of one message, in the same form for both dialects. */
export type StatusEvent = z.infer<typeof statusEventSchema>;

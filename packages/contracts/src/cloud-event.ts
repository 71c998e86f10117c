import { z } from 'zod';
import { type StatusEvent, statusEventSchema } from './status-event.ts';

/** The CloudEvents `type` of every status event. */
export const cloudEventType = 'com.signalwire.message.status';

/** A status event as a CloudEvents 1.0 event in structured JSON form. */
export const statusCloudEventSchema = z
  .object({
    specversion: z.literal('1.0'),
    /** The event's key: with `source` unique per fact, so that consumers can drop repeats. */
    id: z.string().min(1),
    /** `/projects/{projectId}`, percent-encoded. */
    source: z.string().min(1),
    type: z.literal(cloudEventType),
    /** The message id, percent-encoded. */
    subject: z.string().min(1),
    /** The provider's time where the dialect tells one, else ours. */
    time: z.iso.datetime({ precision: 3 }),
    datacontenttype: z.literal('application/json'),
    data: statusEventSchema,
  })
  .readonly();

/** A status event as a CloudEvents 1.0 event. */
export type StatusCloudEvent = z.infer<typeof statusCloudEventSchema>;

// CloudEvents strings may hold neither control characters nor lone surrogates, and ids are opaque.
function uriSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Maps an event to CloudEvents 1.0, structured mode. Source: CloudEvents 1.0.2, "Context Attributes". */
export function toCloudEvent(event: StatusEvent): StatusCloudEvent {
  return {
    specversion: '1.0',
    id: event.key,
    source: `/projects/${uriSegment(event.projectId)}`,
    type: cloudEventType,
    subject: uriSegment(event.messageId),
    time: event.occurredAt ?? event.receivedAt,
    datacontenttype: 'application/json',
    data: event,
  };
}

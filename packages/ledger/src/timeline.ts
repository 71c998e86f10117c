import type { EventRecord } from './event-record.ts';
import type { RecordedEvent } from './store-requests.ts';
import { compareTexts } from './text-order.ts';

/** The order of a timeline: by the provider's time where there is one, else ours; then by ours; then by key. */
export function compareTimeline(a: EventRecord | RecordedEvent, b: EventRecord | RecordedEvent): number {
  return (
    compareTexts(a.occurredAt ?? a.receivedAt, b.occurredAt ?? b.receivedAt) ||
    compareTexts(a.receivedAt, b.receivedAt) ||
    compareTexts(a.key, b.key)
  );
}

/** A row of the event log as its readers see it. */
export function recordedEvent(record: EventRecord, cursor: string): RecordedEvent {
  const { callbackDeliveries, restDeliveries, callbackFields: _, ...event } = record;
  return { ...event, cursor, deliveries: { callback: callbackDeliveries, rest: restDeliveries } };
}

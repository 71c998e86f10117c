import { statusRank } from '@statuswire/contracts';
import type { EventRecord } from './event-record.ts';
import type { RecordedEvent } from './store-requests.ts';
import { compareTexts } from './text-order.ts';

// A status that nobody documented may belong anywhere: behind the others, always.
function rankOf({ status }: Pick<EventRecord, 'status'>): number {
  return statusRank(status) ?? Number.MAX_SAFE_INTEGER;
}

/**
 * The order of a timeline: by the provider's time where there is one, else ours. Its clock has whole seconds, so what it tells of
 * the same one stands as a message lives; then by our time; then by key.
 */
export function compareTimeline(a: EventRecord | RecordedEvent, b: EventRecord | RecordedEvent): number {
  return (
    compareTexts(a.occurredAt ?? a.receivedAt, b.occurredAt ?? b.receivedAt) ||
    rankOf(a) - rankOf(b) ||
    compareTexts(a.receivedAt, b.receivedAt) ||
    compareTexts(a.key, b.key)
  );
}

/** A row of the event log as its readers see it. */
export function recordedEvent(record: EventRecord, cursor: string): RecordedEvent {
  const { callbackDeliveries, restDeliveries, callbackFields: _, ...event } = record;
  return { ...event, cursor, deliveries: { callback: callbackDeliveries, rest: restDeliveries } };
}

import type { EventRecord } from './event-record.ts';
import type { MessageRecord } from './figures.ts';

/** A row of the event log without what people wrote: text and raw payload. */
export function eventWithoutTexts(record: EventRecord): EventRecord {
  return {
    ...record,
    body: null,
    provenance: null,
    callbackFields: record.callbackFields.filter((field) => field !== 'body'),
  };
}

/** A message without what people wrote. */
export function messageWithoutTexts(message: MessageRecord): MessageRecord {
  return { ...message, evidence: { ...message.evidence, body: null } };
}

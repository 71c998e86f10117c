import type { EventRecord } from './event-record.ts';
import type { MessageRecord } from './figures.ts';

// `MediaUrl0` of the Compatibility API, `media` of the platform: links under which what was sent can be seen.
const mediaField = /^media/i;

/** Whether a row of the event log holds anything that `eventWithoutTexts` takes away. */
export function hasTexts({ body, provenance, extra }: EventRecord): boolean {
  return body !== null || provenance !== null || Object.keys(extra).some((name) => mediaField.test(name));
}

/** A row of the event log without what people wrote or sent: text, links to media, raw payload. */
export function eventWithoutTexts(record: EventRecord): EventRecord {
  return {
    ...record,
    body: null,
    provenance: null,
    callbackFields: record.callbackFields.filter((field) => field !== 'body'),
    extra: Object.fromEntries(Object.entries(record.extra).filter(([name]) => !mediaField.test(name))),
  };
}

/** A message without what people wrote. */
export function messageWithoutTexts(message: MessageRecord): MessageRecord {
  return { ...message, evidence: { ...message.evidence, body: null } };
}

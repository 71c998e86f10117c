import { dialects, eventSources, messageStatuses, statusEventSchema } from '@statuswire/contracts';
import { messageKinds, messageOutcomes, messageSorts } from '@statuswire/ledger';
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { after, flag, instant, none, text, wholeNumber, word } from './parameters.ts';
import { count, isoUtc } from './values.ts';

const statuses = [...messageStatuses, 'unknown'] as const;
const status = z.enum(statuses);

/** What became of a message, as the ledger joined it. */
export const messageSchema = z
  .object({
    projectId: z.string(),
    messageId: z.string(),
    dialect: z.enum(dialects),
    kind: z.enum(messageKinds).meta({ description: '`mms` where media were told of' }),
    status,
    providerStatus: z.string().meta({ description: "SignalWire's own word for the status" }),
    outcome: z.enum(messageOutcomes).meta({ description: 'What it came to, as far as anybody can tell now' }),
    occurredAt: isoUtc.nullable().meta({ description: "SignalWire's time of the event that decided the status" }),
    from: z.string(),
    to: z.string(),
    body: z.string().nullable(),
    segments: count.nullable(),
    media: count.nullable(),
    direction: z.string().nullable(),
    error: z
      .object({ code: z.string().nullable(), message: z.string().nullable() })
      .readonly()
      .nullable()
      .meta({ description: 'Of the weightiest failing event, even where another ending outweighs it' }),
    customVariables: z.record(z.string(), z.string()).readonly(),
    conflicted: z.boolean().meta({ description: 'Endings contradict each other, and no REST answer has settled it' }),
    healed: z.boolean().meta({ description: 'The status is known from REST alone: its callback never came' }),
    sources: z.array(z.enum(eventSources)).readonly(),
    statuses: z
      .partialRecord(
        status,
        z
          .object({
            firstSeenAt: isoUtc,
            occurredAt: isoUtc.nullable(),
            sources: z.array(z.enum(eventSources)).readonly(),
          })
          .readonly(),
      )
      .readonly()
      .meta({ description: 'Each status that was told, with the earliest times of ours and of SignalWire' }),
    lateCount: count.meta({ description: 'Statuses that came after one that follows them' }),
    firstSeenAt: isoUtc,
    lastSeenAt: isoUtc,
    eventCount: count.meta({ description: 'Distinct facts; repeats do not count' }),
  })
  .readonly()
  .meta({ id: 'Message', description: 'What became of a message: all that its events say, joined' });

/** A fact as the event log holds it: all its copies merged. */
export const recordedEventSchema = statusEventSchema
  .unwrap()
  .extend({
    cursor: z.string().meta({ description: 'Its position in the feed' }),
    lastReceivedAt: isoUtc.meta({ description: 'When its last copy came; `receivedAt` is the first' }),
    deliveries: z.object({ callback: count, rest: count }).readonly().meta({ description: 'How often it was told' }),
    provenance: z
      .object({ receivedAt: isoUtc, details: z.record(z.string(), z.string()).readonly() })
      .readonly()
      .nullable()
      .meta({
        description:
          'What this service knew of the first delivery: the verdict on its signature and, where it was read from quarantine, when: `replayed`',
      }),
  })
  .readonly()
  .meta({ id: 'RecordedEvent', description: 'One fact about a message, all deliveries of it merged' });

/** The parameters that choose messages; what is left out lets everything through, what is given must all hold. */
export const messageFilterShape = {
  since: instant('First seen then or later').exactOptional(),
  until: instant('First seen before then').exactOptional(),
  projectId: text('Of that project').exactOptional(),
  dialect: word(dialects, 'Told of in that dialect').exactOptional(),
  kind: word(messageKinds, 'SMS or MMS').exactOptional(),
  number: text('The number of yours: what was sent from or, inbound, to', { least: 0 }).exactOptional(),
  prefix: text('The country calling code of the other number, such as +44; empty for numbers without one', {
    least: 0,
    most: 8,
  }).exactOptional(),
  status: word(statuses, 'At that status').exactOptional(),
  outcome: word(messageOutcomes, 'Came to that').exactOptional(),
  errorCode: text('Failed with that code; empty for failures without one', { least: 0 }).exactOptional(),
  source: word(eventSources, 'Told of by that source, and perhaps by others').exactOptional(),
  conflicted: flag('Whether endings contradict each other').exactOptional(),
  healed: flag('Whether the status is known from REST alone').exactOptional(),
};

/** What a search looks for. */
export const messageSearch = text(
  'Begins a message id, a number, or the value of a custom variable. Write a plus sign as %2B, or leave it out',
);

/** Which message. */
export const messageIdentity = z.strictObject({
  projectId: text('The project; percent-encode what a path cannot hold'),
  messageId: text('The message; percent-encode what a path cannot hold'),
});

/** One page of messages. */
export const listMessages = {
  id: 'listMessages',
  method: 'GET',
  path: '/api/messages',
  summary: 'Messages, filtered and sorted, page by page',
  description: 'A page may be short, or empty, though more follow: only `next: null` is the end.',
  parameters: none,
  query: z.strictObject({
    ...messageFilterShape,
    search: messageSearch.exactOptional(),
    sort: word(messageSorts, 'By which time').default('firstSeenAt'),
    order: word(['descending', 'ascending'], 'Which end first').default('descending'),
    limit: wholeNumber('Most messages of the page', { least: 1, most: 500, usual: 50 }),
    after: after.exactOptional(),
  }),
  answer: z.object({ items: z.array(messageSchema).readonly(), next: z.string().nullable() }).readonly(),
  problems: [],
} as const satisfies Operation;

/** One message with all that is recorded of it. */
export const showMessage = {
  id: 'showMessage',
  method: 'GET',
  path: '/api/messages/{projectId}/{messageId}',
  summary: 'A message and its timeline',
  parameters: messageIdentity,
  query: none,
  answer: z.object({ message: messageSchema, timeline: z.array(recordedEventSchema).readonly() }).readonly(),
  problems: [404],
} as const satisfies Operation;

/** New facts after a cursor. */
export const readFeed = {
  id: 'readFeed',
  method: 'GET',
  path: '/api/feed',
  summary: 'New facts in the order in which they were recorded, each once, without gaps',
  description: 'Go on from `cursor`: nothing ever appears before it. A page without events means that nothing is new.',
  parameters: none,
  query: z.strictObject({
    after: text('`cursor` of the page before; left out for the beginning').exactOptional(),
    limit: wholeNumber('Most events', { least: 1, most: 1_000, usual: 100 }),
  }),
  answer: z.object({ events: z.array(recordedEventSchema).readonly(), cursor: z.string() }).readonly(),
  problems: [],
} as const satisfies Operation;

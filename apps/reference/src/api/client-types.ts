import type { z } from 'zod';
import type { listMessages, messageSchema, recordedEventSchema, showMessage } from './messages.ts';
import type { AnswerOf } from './operation.ts';
import type { Problem } from './problem.ts';
import type { factNoticeSchema } from './stream.ts';
import type { summarySchema } from './summary.ts';

// What a client of this API needs to know of it: types only, so that nothing of the service ends up in a browser.

/** What became of a message. */
export type Message = z.output<typeof messageSchema>;
/** A fact as the event log holds it. */
export type RecordedEvent = z.output<typeof recordedEventSchema>;
/** The figures of a dashboard. */
export type Summary = z.output<typeof summarySchema>;
/** One page of messages. */
export type MessagePage = AnswerOf<typeof listMessages>;
/** The query of a list of messages, as its parameters stand in an address. */
export type MessageQuery = z.input<(typeof listMessages)['query']>;
/** A message and its timeline. */
export type MessageDetail = AnswerOf<typeof showMessage>;
/** What is said live of a new fact. */
export type FactNotice = z.output<typeof factNoticeSchema>;
export type { Problem };

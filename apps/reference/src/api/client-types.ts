import type { z } from 'zod';
import type { listMessages, messageSchema, recordedEventSchema, showMessage } from './messages.ts';
import type { AnswerOf } from './operation.ts';
import type { Problem } from './problem.ts';
import type { discardQuarantined, listQuarantined, retryQuarantined, showQuarantined } from './quarantine.ts';
import type { checkMessage, showReconciler } from './reconciler.ts';
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
/** One page of deliveries that could not be read. */
export type QuarantinePage = AnswerOf<typeof listQuarantined>;
/** A delivery that could not be read, with its body in base64. */
export type QuarantinedDelivery = AnswerOf<typeof showQuarantined>;
/** What reading such a delivery once more came to. */
export type RetryResult = AnswerOf<typeof retryQuarantined>;
/** What throwing such a delivery away came to. */
export type DiscardResult = AnswerOf<typeof discardQuarantined>;
/** Whether lost callbacks are looked for, and what came of it. */
export type ReconcilerState = AnswerOf<typeof showReconciler>;
/** What asking SignalWire about a message came to. */
export type CheckResult = AnswerOf<typeof checkMessage>;
export type { Problem };

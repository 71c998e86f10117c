import { z } from 'zod';
import { messageIdentity, messageSchema } from './messages.ts';
import type { Operation } from './operation.ts';
import { none } from './parameters.ts';
import { count } from './values.ts';

const issue = z.object({ path: z.string(), message: z.string() }).readonly();

const failureSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('not_found') }).readonly(),
    z.object({ kind: z.literal('unauthorized'), status: z.int() }).readonly(),
    z.object({ kind: z.literal('throttled'), retryAfterMs: z.number() }).readonly(),
    z
      .object({
        kind: z.literal('unavailable'),
        reason: z.enum(['network', 'timeout', 'server_error']),
        status: z.int().nullable(),
        code: z.string().nullable(),
      })
      .readonly(),
    z.object({ kind: z.literal('refused'), status: z.int() }).readonly(),
    z
      .object({
        kind: z.literal('malformed'),
        problem: z.object({ code: z.string(), message: z.string(), issues: z.array(issue).readonly() }).readonly(),
      })
      .readonly(),
    z.object({ kind: z.literal('aborted') }).readonly(),
  ])
  .meta({ id: 'RestFailure', description: 'Why SignalWire could not be asked, or did not answer' });

/** Asks SignalWire about one message. */
export const checkMessage = {
  id: 'checkMessage',
  method: 'POST',
  path: '/api/messages/{projectId}/{messageId}/check',
  needs: 'check',
  summary: 'Ask SignalWire about a message now, and record what it says',
  description:
    'Its own schedule stays as it is. Also for a message of which nothing is recorded, and while the reconciler is paused. ' +
    'That SignalWire does not know it, or cannot be asked, is an answer too.',
  parameters: messageIdentity,
  query: none,
  answer: z.discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('checked'),
        message: messageSchema,
        moved: z.boolean().meta({ description: 'It has a status that was not known' }),
        healed: z.boolean().meta({ description: 'And no callback ever told it' }),
      })
      .readonly(),
    z
      .object({ kind: z.literal('gone') })
      .readonly()
      .meta({ description: 'SignalWire does not know it' }),
    z
      .object({ kind: z.literal('no_client') })
      .readonly()
      .meta({ description: 'There are no credentials for its project' }),
    z.object({ kind: z.literal('failed'), failure: failureSchema }).readonly(),
  ]),
  problems: [409],
} as const satisfies Operation;

const workingSchema = z
  .object({
    state: z.enum(['running', 'paused']),
    counts: z
      .object({
        checked: count.meta({ description: 'Messages that SignalWire was asked about one by one, and answered' }),
        healed: count.meta({ description: 'Messages that moved to a status which only REST told' }),
        gone: count.meta({ description: 'Messages that SignalWire does not know' }),
        failed: count.meta({ description: 'Checks and pages that failed; they are tried again' }),
        lagMs: z
          .number()
          .min(0)
          .meta({ description: 'How overdue the most overdue message was, in the last round that took any' }),
      })
      .readonly()
      .meta({ description: 'Of this process since it was started; `/api/summary` has those of all in `tallies`' }),
  })
  .readonly()
  .meta({ id: 'WorkingReconciler', description: 'A reconciler that has credentials' });

/** What the reconciler does. */
export const showReconciler = {
  id: 'showReconciler',
  method: 'GET',
  path: '/api/reconciler',
  summary: 'Whether missed callbacks are looked for, and what came of it',
  parameters: none,
  query: none,
  answer: z.discriminatedUnion('state', [
    z
      .object({ state: z.literal('off') })
      .readonly()
      .meta({ description: 'No credentials were given at the start' }),
    workingSchema,
  ]),
  problems: [],
} as const satisfies Operation;

/** Stops asking. */
export const pauseReconciler = {
  id: 'pauseReconciler',
  method: 'POST',
  path: '/api/reconciler/pause',
  needs: 'check',
  summary: 'Ask SignalWire nothing until `resume`, or until this process is started anew',
  description: 'Single messages can still be checked.',
  parameters: none,
  query: none,
  answer: workingSchema,
  problems: [409],
} as const satisfies Operation;

/** Goes on asking. */
export const resumeReconciler = {
  id: 'resumeReconciler',
  method: 'POST',
  path: '/api/reconciler/resume',
  needs: 'check',
  summary: 'Go on asking SignalWire about missed callbacks',
  parameters: none,
  query: none,
  answer: workingSchema,
  problems: [409],
} as const satisfies Operation;

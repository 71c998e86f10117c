import type { StatusEvent } from '@statuswire/contracts';
import { createReceiver } from '../src/index.ts';
import { receiveFromNode, writeNodeReply } from '../src/node.ts';
import { acknowledgement, type BrokenAdapter, withOptions, withReply } from './kit-breaking.ts';
import { statusCallbacks } from './kit-node-subject.ts';

/** Adapters that answer for a handler before they know, or hand on what they should not. */
export const brokenOnHandlers: readonly BrokenAdapter[] = [
  {
    name: 'answers 200 before the handler is done',
    create: withOptions(({ onEvent, ...options }) => ({
      ...options,
      onEvent: (event, context) => {
        Promise.resolve(onEvent?.(event, context)).catch(() => {});
      },
    })),
    mustFail: [
      'answers 200 only after the handler has resolved',
      'answers 500 where the handler throws, and says nothing of the error',
      'answers 503 with Retry-After where the handler is slower than the deadline',
      'outlives a handler that fails after the deadline',
    ],
  },
  {
    name: 'answers 200 where the handler failed',
    create: withReply((outcome) => (outcome.kind === 'failed' ? acknowledgement : outcome.reply)),
    mustFail: [
      'answers 500 where the handler throws, and says nothing of the error',
      'answers 503 with Retry-After where the handler is slower than the deadline',
      'answers 503 with Retry-After where the store says that it is overloaded',
      'keeps concurrent requests apart',
    ],
  },
  {
    name: 'tells the sender what the handler threw',
    create: withReply(({ reply, ...outcome }) =>
      outcome.kind === 'failed' ? { ...reply, body: JSON.stringify({ detail: String(outcome.error) }) } : reply,
    ),
    mustFail: ['answers 500 where the handler throws, and says nothing of the error'],
  },
  {
    name: 'knows no deadline',
    create: withOptions((options) => ({ ...options, deadlineMs: 60_000 })),
    mustFail: [
      'answers 503 with Retry-After where the handler is slower than the deadline',
      'outlives a handler that fails after the deadline',
      'answers 408 to a body that trickles in past the deadline',
    ],
  },
  {
    name: 'does not wait for the next handler',
    create: (setup) =>
      statusCallbacks({ ...setup, next: setup.next && (async (delivery) => void setup.next?.(delivery)) }),
    mustFail: ['hands the event and its verification to the next handler, which answers'],
  },
  {
    name: 'answers by itself where a next handler should',
    create: withReply(({ reply }) => reply),
    mustFail: ['hands the event and its verification to the next handler, which answers'],
  },
  {
    name: 'calls the next handler for what it rejects, too',
    create: (setup) => {
      const receiver = createReceiver(setup.options);
      return async ({ request, response, ...context }) => {
        const outcome = await receiveFromNode(receiver, request, context);
        if (outcome === null) return;
        await setup.next?.({
          event: outcome.kind === 'accepted' ? outcome.event : ({} as StatusEvent),
          verification: { status: 'unverified', reason: 'missing_signature' },
        });
        writeNodeReply(response, outcome.kind === 'accepted' ? { ...outcome.reply, status: 202 } : outcome.reply);
      };
    },
    mustFail: [
      'hands nothing to the next handler that it would reject',
      'hands the event and its verification to the next handler, which answers',
    ],
  },
  {
    name: 'acknowledges what the next handler failed to handle',
    create: (setup) =>
      statusCallbacks({ ...setup, next: setup.next && (async (delivery) => setup.next?.(delivery).catch(() => {})) }),
    mustFail: ['leaves an error of the next handler to the framework, and acknowledges nothing'],
  },
];

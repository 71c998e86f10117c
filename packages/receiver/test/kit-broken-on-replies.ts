import { Buffer } from 'node:buffer';
import type { CallbackReply } from '../src/index.ts';
import {
  acknowledgement,
  type BrokenAdapter,
  jsonAcknowledgement,
  withExchange,
  without,
  withReply,
} from './kit-breaking.ts';
import { drain, statusCallbacks } from './kit-node-subject.ts';

/** Adapters that answer something else than what happened. */
export const brokenOnReplies: readonly BrokenAdapter[] = [
  {
    name: 'answers the platform in every case',
    create: withReply((outcome) => (outcome.kind === 'accepted' ? jsonAcknowledgement : outcome.reply)),
    mustFail: ['takes a compatibility callback and answers <Response/> as text/xml'],
  },
  {
    name: 'answers the Compatibility API in every case',
    create: withReply((outcome) => (outcome.kind === 'accepted' ? acknowledgement : outcome.reply)),
    mustFail: ['takes a platform callback and answers {} as JSON'],
  },
  {
    name: 'tells dialects apart by the content type',
    create: withReply((outcome, { request }) => {
      if (outcome.kind !== 'accepted') return outcome.reply;
      return request.headers['content-type'] === 'application/json' ? jsonAcknowledgement : acknowledgement;
    }),
    mustFail: ['takes compatibility fields in a JSON body for what they are'],
  },
  {
    name: 'leaves out the headers of the reply',
    create: withReply(({ reply }) => ({ ...reply, headers: { 'content-type': reply.headers['content-type'] ?? '' } })),
    mustFail: [
      'answers any other method by 405 with Allow',
      'answers 503 with Retry-After where the handler is slower than the deadline',
      'answers 503 with Retry-After where the store says that it is overloaded',
      'demands the credentials of basicAuth beside the signature',
    ],
  },
  {
    name: 'ignores allowGet',
    create: without('allowGet'),
    mustFail: ['takes callbacks by GET with allowGet'],
  },
  {
    name: 'takes any media type',
    create: withExchange((exchange) => {
      exchange.request.headers['content-type'] = 'application/json';
      return exchange;
    }),
    mustFail: ['answers 415 to a media type that no callback has'],
  },
  {
    name: 'answers 200 to what it cannot read',
    create: withReply((outcome) => (outcome.kind === 'unprocessable' ? acknowledgement : outcome.reply)),
    mustFail: ['answers 422 to a verified body that is no callback, without quoting it'],
  },
  {
    name: 'keeps nothing of what it cannot read',
    create: without('onUnprocessable'),
    mustFail: ['answers 200 to a verified body that is no callback once onUnprocessable has kept it'],
  },
  {
    name: 'keeps what it cannot read before it has verified it',
    create: ({ options, ...setup }) => {
      const correct = statusCallbacks({ ...setup, options });
      return async (exchange) => {
        const rawBody = (await drain(exchange.request)) ?? Buffer.alloc(0);
        const { method = '', url = '', headers } = exchange.request;
        await options.onUnprocessable?.({
          problem: { code: 'undecodable_body', message: '', issues: [] },
          request: { method, url, headers, rawBody },
          verification: { status: 'unverified', reason: 'missing_signature' },
          receivedAt: new Date().toISOString(),
        });
        await correct({ ...exchange, rawBody });
      };
    },
    mustFail: ['rejects an unverified body that is no callback by 403, and keeps nothing of it'],
  },
  {
    name: 'closes the connection of whoever was rejected',
    create: withReply(({ kind, reply }) =>
      kind === 'rejected' ? { ...reply, headers: { ...reply.headers, connection: 'close' } } : reply,
    ),
    mustFail: ['leaves the connection fit for the next request after a rejection'],
  },
  {
    name: 'keeps what belongs to a request in one place for all',
    create: (setup) => {
      let last: CallbackReply = acknowledgement;
      return withReply(async ({ reply }) => {
        last = reply;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return last;
      })(setup);
    },
    mustFail: ['keeps concurrent requests apart'],
  },
];

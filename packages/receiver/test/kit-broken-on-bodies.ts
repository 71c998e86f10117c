import { Buffer } from 'node:buffer';
import { inflateSync, unzipSync } from 'node:zlib';
import { type BrokenAdapter, onForm, onJson, withBody, withExchange, withOptions, without } from './kit-breaking.ts';
import { statusCallbacks } from './kit-node-subject.ts';

/** Adapters that lose something of a body, or read it without measure. */
export const brokenOnBodies: readonly BrokenAdapter[] = [
  {
    name: 'verifies JSON as it writes it again',
    create: withBody(onJson((text) => JSON.stringify(JSON.parse(text)))),
    mustFail: ['verifies the bytes as they came, not as a parser would write them again'],
  },
  {
    name: 'throws where JSON cannot be parsed',
    create: withBody((bytes, { request }) => {
      if (request.headers['content-type'] === 'application/json') JSON.parse(bytes.toString());
      return bytes;
    }),
    mustFail: [
      'answers no bad input by a 5xx, and outlives it',
      'answers 422 to a verified body that is no callback, without quoting it',
    ],
  },
  {
    name: 'decodes chunks to text one by one',
    create: (setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        let text = '';
        for await (const chunk of exchange.request) text += chunk.toString();
        await correct({ ...exchange, rawBody: text });
      };
    },
    mustFail: ['keeps an emoji that arrives in several chunks'],
  },
  {
    name: 'takes a plus sign for a plus sign',
    create: withBody(onForm((text) => text.replaceAll('+', '%2B'))),
    mustFail: ['keeps a space, a plus sign and %2B apart'],
  },
  {
    name: 'parses forms into an object, where the last of a name wins',
    create: withBody(
      onForm((text) => {
        const body: Record<string, string> = {};
        for (const [name, value] of new URLSearchParams(text)) body[name] = value;
        return new URLSearchParams(body).toString();
      }),
    ),
    mustFail: [
      'keeps every value of a repeated name, in the order of submission',
      'takes a field called __proto__ for a field like any other',
    ],
  },
  {
    name: 'reads brackets as paths',
    create: withBody(onForm((text) => text.replace(/%5B(\w*)%5D/g, '.$1'))),
    mustFail: ['keeps bracketed and dotted names as they stand'],
  },
  {
    name: 'hands on only the headers that it knows',
    create: withExchange((exchange) => {
      const { headers } = exchange.request;
      exchange.request.headers = {
        host: headers.host,
        'content-type': headers['content-type'],
        'x-signalwire-signature': headers['x-signalwire-signature'],
      };
      return exchange;
    }),
    mustFail: [
      'hands every header on: the alias of the signature header, and the SHA-256 header alone',
      'demands the credentials of basicAuth beside the signature',
    ],
  },
  {
    name: 'takes the part of a body that came for the whole',
    create: (setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of exchange.request) chunks.push(chunk);
        } catch {
          // Whatever came is what there is.
        }
        await correct({ ...exchange, rawBody: Buffer.concat(chunks) });
      };
    },
    mustFail: ['outlives a sender that goes away within the body, and takes no part for the whole'],
  },
  {
    name: 'crashes when a sender goes away',
    create: (setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        exchange.request.on('error', exchange.crash);
        exchange.response.on('close', () => exchange.response.writableFinished || exchange.crash());
        await correct(exchange);
      };
    },
    mustFail: [
      'outlives a sender that goes away within the body, and takes no part for the whole',
      'outlives a sender that goes away while the handler works',
    ],
  },
  {
    name: 'reads the body before it looks at the head',
    create: withBody((bytes) => bytes),
    mustFail: [
      'answers 413 where content-length tells it, before the body comes',
      'answers 413 to a body that never ends',
      'counts what the body took towards the deadline',
    ],
  },
  {
    name: 'measures content-length alone',
    create: (setup) => {
      const limit = setup.options.maxBodyBytes ?? 0;
      const strict = statusCallbacks(setup);
      const lax = statusCallbacks({ ...setup, options: { ...setup.options, maxBodyBytes: 1_000_000 } });
      return (exchange) => (Number(exchange.request.headers['content-length']) > limit ? strict : lax)(exchange);
    },
    mustFail: [
      'answers 413 to a body over the limit that has no content-length',
      'answers 413 to a body that never ends',
      'hands nothing to the next handler that it would reject',
    ],
  },
  {
    name: 'ignores maxBodyBytes',
    create: without('maxBodyBytes'),
    mustFail: [
      'answers 413 to a body over the limit',
      'answers 413 to a body over the limit that has no content-length',
      'holds its own limit behind a body parser',
    ],
  },
  {
    name: 'takes one byte less than the limit',
    create: withOptions((options) => ({ ...options, maxBodyBytes: (options.maxBodyBytes ?? 2) - 1 })),
    mustFail: ['takes a body of exactly maxBodyBytes'],
  },
  {
    name: 'inflates bodies, then measures',
    create: withBody((bytes, { request }) => {
      const { 'content-encoding': encoding = '', ...headers } = request.headers;
      if (encoding === '') return bytes;
      request.headers = headers;
      return encoding === 'deflate' ? inflateSync(bytes) : unzipSync(bytes);
    }),
    mustFail: ['answers 415 to a compressed body, and inflates nothing'],
  },
];

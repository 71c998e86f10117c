import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { inflateSync, unzipSync } from 'node:zlib';
import type { StatusEvent } from '@statuswire/contracts';
import { type CallbackOutcome, type CallbackReply, createReceiver, type ReceiverOptions } from '../src/index.ts';
import { BodyAlreadyReadError, receiveFromNode, writeNodeReply } from '../src/node.ts';
import type { AdapterSetup } from '../src/testing.ts';
import { drain, type NodeExchange, type NodeMiddleware, statusCallbacks } from './kit-node-subject.ts';

type CreateMiddleware = (setup: AdapterSetup) => NodeMiddleware;

/** An adapter that does one thing wrong, and the cases of the kit that have to find it. */
export interface BrokenAdapter {
  readonly name: string;
  readonly create: CreateMiddleware;
  readonly mustFail: readonly string[];
}

function withOptions(change: (options: ReceiverOptions) => ReceiverOptions): CreateMiddleware {
  return (setup) => statusCallbacks({ ...setup, options: change(setup.options) });
}

function without(...names: (keyof ReceiverOptions)[]): CreateMiddleware {
  return withOptions((options) => {
    const rest = { ...options };
    for (const name of names) delete rest[name];
    return rest;
  });
}

function withExchange(change: (exchange: NodeExchange) => NodeExchange): CreateMiddleware {
  return (setup) => {
    const correct = statusCallbacks(setup);
    return (exchange) => correct(change(exchange));
  };
}

/** Reads the whole body by itself, whatever its length, and hands on what `change` makes of it. */
function withBody(change: (bytes: Buffer, exchange: NodeExchange) => Buffer): CreateMiddleware {
  return (setup) => {
    const correct = statusCallbacks(setup);
    return async (exchange) => {
      const bytes = await drain(exchange.request);
      if (bytes !== null) await correct({ ...exchange, rawBody: change(bytes, exchange) });
    };
  };
}

function withReply(
  change: (outcome: CallbackOutcome, exchange: NodeExchange) => CallbackReply | Promise<CallbackReply>,
): CreateMiddleware {
  return ({ options }) => {
    const receiver = createReceiver(options);
    return async (exchange) => {
      const outcome = await receiveFromNode(receiver, exchange.request, exchange);
      if (outcome !== null) writeNodeReply(exchange.response, await change(outcome, exchange));
    };
  };
}

/** Runs another middleware for requests that a parser has read. */
function behindParser(create: CreateMiddleware): CreateMiddleware {
  return (setup) => {
    const correct = statusCallbacks(setup);
    const broken = create(setup);
    return (exchange) => (exchange.request.readableEnded ? broken(exchange) : correct(exchange));
  };
}

function onJson(change: (text: string) => string): (bytes: Buffer) => Buffer {
  return (bytes) => (/^\s*[{[]/.test(bytes.toString()) ? Buffer.from(change(bytes.toString())) : bytes);
}

function onForm(change: (text: string) => string): (bytes: Buffer) => Buffer {
  return (bytes) => (/^\s*[{[]/.test(bytes.toString()) ? bytes : Buffer.from(change(bytes.toString())));
}

const acknowledgement: CallbackReply = { status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' };
const jsonAcknowledgement: CallbackReply = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

const brokenOnBodies: readonly BrokenAdapter[] = [
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

const brokenOnUrls: readonly BrokenAdapter[] = [
  {
    name: 'rebuilds the URL through a URL parser',
    create: withExchange((exchange) => {
      const { pathname, search } = new URL(exchange.originalUrl ?? '', 'http://host.invalid');
      return { ...exchange, originalUrl: `${pathname}${search}` };
    }),
    mustFail: ['verifies the query string byte for byte'],
  },
  {
    name: 'uses the URL that the router has left',
    create: withExchange((exchange) => ({ ...exchange, originalUrl: exchange.request.url ?? '' })),
    mustFail: ['verifies the whole path where it is mounted under a prefix'],
  },
  {
    name: 'puts the origin in front of every target',
    create: ({ options }) => {
      const receiver = createReceiver(options);
      return async ({ request, response, originalUrl }) => {
        const { method = '', headers } = request;
        const rawBody = (await drain(request)) ?? Buffer.alloc(0);
        const url = `http://${headers.host}${originalUrl}`;
        writeNodeReply(response, (await receiver.receive({ method, url, headers, rawBody })).reply);
      };
    },
    mustFail: ['takes a request target in absolute form'],
  },
  {
    name: 'ignores publicUrl',
    create: without('publicUrl'),
    mustFail: [
      'verifies publicUrl behind a proxy, with the query of the request',
      'verifies publicUrl with the query that it was given',
    ],
  },
  {
    name: 'trusts forwarded headers from anyone',
    create: withOptions((options) => ({ ...options, trustProxy: true })),
    mustFail: ['ignores forwarded headers, which anyone can send'],
  },
  {
    name: 'never believes forwarded headers',
    create: without('trustProxy'),
    mustFail: ['believes X-Forwarded-Proto and X-Forwarded-Host with trustProxy'],
  },
  {
    name: 'takes any method for POST',
    create: withExchange((exchange) => {
      exchange.request.method = 'POST';
      return exchange;
    }),
    mustFail: ['answers any other method by 405 with Allow', 'takes callbacks by GET with allowGet'],
  },
];

const brokenOnVerification: readonly BrokenAdapter[] = [
  {
    name: 'verifies nothing',
    create: withOptions((options) => ({ ...options, mode: 'report' })),
    mustFail: [
      'rejects a body that was changed after signing',
      'rejects a URL that was changed after signing',
      'rejects a signature by another key',
      'rejects a missing signature and an empty request',
      'rejects forgeries behind a body parser',
      'hands nothing to the next handler that it would reject',
    ],
  },
  {
    name: 'answers 200 to what it rejects',
    create: withReply((outcome) => (outcome.kind === 'rejected' ? acknowledgement : outcome.reply)),
    mustFail: [
      'rejects a body that was changed after signing',
      'gives the same answer for every forgery, and tells the operator which it was',
      'rejects an unverified body that is no callback by 403, and keeps nothing of it',
      'answers 415 to a media type that no callback has',
    ],
  },
  {
    name: 'tells the sender why it was rejected',
    create: withReply((outcome) =>
      outcome.kind === 'rejected' ? { ...outcome.reply, body: `{"reason":"${outcome.reason}"}` } : outcome.reply,
    ),
    mustFail: [
      'gives the same answer for every forgery, and tells the operator which it was',
      'rejects a missing signature and an empty request',
    ],
  },
  {
    name: 'tells in a header why it rejected',
    create: withReply(({ reply, ...outcome }) =>
      outcome.kind === 'rejected' ? { ...reply, headers: { ...reply.headers, 'x-reason': outcome.reason } } : reply,
    ),
    mustFail: ['gives the same answer for every forgery, and tells the operator which it was'],
  },
  {
    name: 'tells nobody what became of a request',
    create: without('onOutcome'),
    mustFail: ['gives the same answer for every forgery, and tells the operator which it was'],
  },
  {
    name: 'knows one key only',
    create: withOptions((options) => {
      const [first = ''] = [options.signingKeys].flat();
      return { ...options, signingKeys: first };
    }),
    mustFail: ['takes a second signing key while one is being replaced'],
  },
  {
    name: 'ignores basicAuth',
    create: without('basicAuth'),
    mustFail: ['demands the credentials of basicAuth beside the signature'],
  },
  {
    name: 'ignores report mode',
    create: without('mode'),
    mustFail: ['processes what it would reject in report mode, marked unverified'],
  },
];

const brokenOnReplies: readonly BrokenAdapter[] = [
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

const brokenOnHandlers: readonly BrokenAdapter[] = [
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
];

const brokenBehindParsers: readonly BrokenAdapter[] = [
  {
    name: 'hangs where the body is gone',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        await correct(exchange).catch(() => new Promise(() => {}));
      };
    }),
    mustFail: [
      'fails at once by a BodyAlreadyReadError where a body parser left nothing',
      'fails at once by a BodyAlreadyReadError where bytes were signed and only fields are left',
    ],
  },
  {
    name: 'answers 202 and drops the event where the body is gone',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        await correct(exchange).catch(() => exchange.response.writeHead(202).end());
      };
    }),
    mustFail: [
      'fails at once by a BodyAlreadyReadError where a body parser left nothing',
      'fails at once by a BodyAlreadyReadError where bytes were signed and only fields are left',
    ],
  },
  {
    name: 'waits for the end of a body that has ended',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        await once(exchange.request, 'end');
        await correct(exchange);
      };
    }),
    mustFail: ['takes requests without a body behind a body parser'],
  },
  {
    name: 'looks for the bytes in the stream alone',
    create: behindParser(() => () => Promise.reject(new BodyAlreadyReadError())),
    mustFail: [
      'takes callbacks behind a body parser that leaves their bytes, or a flat form',
      'takes bracketed names behind a body parser as they stand, or fails at once where they were nested',
    ],
  },
  {
    name: 'trusts what a parser has read',
    create: behindParser(withOptions((options) => ({ ...options, mode: 'report' }))),
    mustFail: ['rejects forgeries behind a body parser'],
  },
  {
    name: 'has no limit behind a parser',
    create: behindParser(without('maxBodyBytes')),
    mustFail: ['holds its own limit behind a body parser'],
  },
  {
    name: 'writes a nested form as if it were flat',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return (exchange) => {
        const { body } = exchange;
        const isForm = !(body instanceof Uint8Array) && Object.keys(body ?? {}).length > 0;
        if (!isForm) return correct(exchange);
        return correct({ ...exchange, rawBody: new URLSearchParams(body as Record<string, string>).toString() });
      };
    }),
    mustFail: [
      'takes bracketed names behind a body parser as they stand, or fails at once where they were nested',
      'takes callbacks behind a body parser that leaves their bytes, or a flat form',
    ],
  },
];

/** Adapters of which each does one thing wrong. */
export const brokenAdapters: readonly BrokenAdapter[] = [
  ...brokenOnBodies,
  ...brokenOnUrls,
  ...brokenOnVerification,
  ...brokenOnReplies,
  ...brokenOnHandlers,
  ...brokenBehindParsers,
];

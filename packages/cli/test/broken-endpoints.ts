import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { createReceiver, verifySignature } from '@statuswire/receiver';
import { signingKey } from './endpoints.ts';

/** What an endpoint gets to see of a request. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Answers with a status and a body, `text/xml` unless told otherwise. */
type Answer = readonly [status: number, body?: string | undefined, headers?: Readonly<Record<string, string>>];

async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += (piece as Buffer).length;
    if (length <= most) pieces.push(piece as Buffer);
  }
  return length > most ? null : Buffer.concat(pieces);
}

function endpoint(answer: (seen: Seen) => Answer | Promise<Answer>, most = 256 * 1024): RequestListener {
  return (request, response) => {
    void (async () => {
      const body = await bodyOf(request, most).catch(() => Buffer.alloc(0));
      const headers = request.headers as Record<string, string>;
      const seen = {
        method: request.method ?? '',
        url: `http://${request.headers.host}${request.url}`,
        headers,
        body: body ?? Buffer.alloc(0),
      };
      const [status, text = '<Response/>', extra = { 'content-type': 'text/xml' }] =
        body === null ? [413] : await answer(seen);
      response.writeHead(status, extra).end(text);
    })();
  };
}

function verified({ url, headers, body }: Seen, signingKeys = signingKey): boolean {
  return verifySignature({ url, headers, rawBody: body, signingKeys }).status === 'verified';
}

const receiver = createReceiver({ signingKeys: signingKey, onEvent: () => {}, onOutcome: () => {} });

/** What a sound endpoint answers. */
async function sound({ method, url, headers, body }: Seen): Promise<Answer> {
  const { reply } = await receiver.receive({ method, url, headers, rawBody: body });
  return [reply.status, reply.body, reply.headers];
}

function writtenAnew(body: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(body.toString())));
  } catch {
    return body;
  }
}

function statusOf({ body }: Seen): string {
  return /(?:"status":"|MessageStatus=)(\w+)/.exec(body.toString())?.[1] ?? '';
}

/** Endpoints broken on purpose, each in one way, and the checks that must fail for it: those and no others. */
export const brokenEndpoints: readonly (readonly [
  name: string,
  checks: readonly string[],
  listener: () => RequestListener,
])[] = [
  [
    'takes what is unsigned',
    ['refuses_unsigned', 'stays_silent'],
    () =>
      endpoint((seen) =>
        seen.method === 'POST' && seen.headers['x-signalwire-signature'] === undefined ? [200] : sound(seen),
      ),
  ],
  [
    'looks whether there is a signature, not whether it holds',
    [
      'refuses_tampered',
      'refuses_other_key',
      'refuses_other_url',
      'refuses_empty_key',
      'refuses_url_only',
      'refuses_garbage',
      'stays_silent',
    ],
    () =>
      endpoint((seen) =>
        /^[0-9a-f]{40}$|=$/.test(seen.headers['x-signalwire-signature'] ?? '') && seen.method === 'POST'
          ? [200]
          : sound(seen),
      ),
  ],
  [
    'compares no more of a signature than it is given',
    ['refuses_garbage'],
    () =>
      endpoint((seen) => {
        const right = createHmac('sha1', signingKey).update(seen.url).update(seen.body).digest('hex');
        const given = seen.headers['x-signalwire-signature'];
        return given !== undefined && given !== 'abc' && right.startsWith(given) ? [200] : sound(seen);
      }),
  ],
  [
    'writes JSON anew before it checks it',
    ['accepts_bytes'],
    () =>
      endpoint((seen) => {
        const spaced = seen.body.toString().startsWith('{\n');
        return spaced && !verified({ ...seen, body: writtenAnew(seen.body) }) ? [403] : sound(seen);
      }),
  ],
  [
    'leaves the URL out of what it checks',
    ['refuses_other_url'],
    () => endpoint((seen) => (verified({ ...seen, url: 'https://elsewhere.example/other' }) ? [200] : sound(seen))),
  ],
  [
    'takes an empty key',
    ['refuses_empty_key'],
    () =>
      endpoint((seen) => {
        const empty = createHmac('sha1', '').update(seen.url).update(seen.body).digest('hex');
        return seen.headers['x-signalwire-signature'] === empty ? [200] : sound(seen);
      }),
  ],
  [
    'takes a signature over the URL alone, as an official SDK does',
    ['refuses_url_only'],
    () =>
      endpoint((seen) => {
        const urlOnly = createHmac('sha1', signingKey).update(seen.url).digest('base64');
        return seen.headers['x-signalwire-signature'] === urlOnly ? [200] : sound(seen);
      }),
  ],
  [
    'knows no limit',
    ['refuses_oversized'],
    () =>
      endpoint(
        (seen) => (seen.body.length > 256 * 1024 && verified(seen) ? [200] : sound(seen)),
        Number.POSITIVE_INFINITY,
      ),
  ],
  [
    'knows one dialect only',
    ['accepts_platform', 'accepts_sparse', 'accepts_unknown', 'accepts_text', 'accepts_pieces', 'accepts_bytes'],
    () => endpoint((seen) => (verified(seen) && seen.headers['content-type']?.includes('json') ? [415] : sound(seen))),
  ],
  [
    'says why',
    ['stays_silent'],
    () =>
      endpoint(async (seen) => {
        const [status, ...rest] = await sound(seen);
        if (status !== 403) return [status, ...rest];
        return [403, seen.headers['x-signalwire-signature'] === undefined ? 'Signature missing' : 'Signature mismatch'];
      }),
  ],
  [
    'tells kinds of forgery apart by the status',
    ['stays_silent'],
    () =>
      endpoint(async (seen) => {
        const [status, ...rest] = await sound(seen);
        return status === 403 && seen.headers['x-signalwire-signature'] === undefined ? [401, ''] : [status, ...rest];
      }),
  ],
  [
    'takes too long',
    ['accepts_unknown', 'answers_in_time'],
    () =>
      endpoint(async (seen) => {
        if (statusOf(seen) === 'teleported') await sleep(1_500);
        return sound(seen);
      }),
  ],
  [
    'breaks at a body that it cannot read',
    ['survives_malformed', 'survives_compressed'],
    () =>
      endpoint((seen) => {
        try {
          if (seen.headers['content-type'] === 'application/json') JSON.parse(seen.body.toString());
          return sound(seen);
        } catch {
          return [500, 'oops'];
        }
      }),
  ],
  [
    'breaks at what claims to be compressed',
    ['survives_compressed'],
    () =>
      endpoint((seen) => {
        try {
          if (seen.headers['content-encoding'] === 'gzip') gunzipSync(seen.body);
          return sound(seen);
        } catch {
          return [502];
        }
      }),
  ],
  [
    'answers GET as if all were well',
    ['refuses_methods'],
    () => endpoint((seen) => (seen.method === 'GET' ? [200] : sound(seen))),
  ],
  [
    'refuses a repeat',
    ['accepts_repeats'],
    () => {
      const before = new Set<string>();
      return endpoint((seen) => {
        if (!verified(seen)) return sound(seen);
        const signature = seen.headers['x-signalwire-signature'] ?? '';
        if (before.has(signature)) return [409];
        before.add(signature);
        return sound(seen);
      });
    },
  ],
  [
    'refuses what comes late',
    ['accepts_disorder'],
    () => {
      const done = new Set<string>();
      return endpoint((seen) => {
        const id = new URLSearchParams(seen.body.toString()).get('MessageSid') ?? '';
        if (done.has(id) && statusOf(seen) === 'sent') return [409];
        if (verified(seen) && statusOf(seen) === 'delivered') done.add(id);
        return sound(seen);
      });
    },
  ],
  [
    'breaks at an unknown status',
    ['accepts_unknown'],
    () => endpoint((seen) => (verified(seen) && statusOf(seen) === 'teleported' ? [500] : sound(seen))),
  ],
  [
    'demands fields that may be missing',
    ['accepts_sparse'],
    () => endpoint((seen) => (verified(seen) && seen.body.toString().includes('Body=&') ? [422] : sound(seen))),
  ],
  [
    'reads the text as Latin-1',
    ['accepts_text'],
    () => endpoint((seen) => sound({ ...seen, body: Buffer.from(seen.body.toString('latin1')) })),
  ],
  [
    'shows its stack',
    ['hides_traces'],
    () =>
      endpoint(async (seen) => {
        const [status, ...rest] = await sound(seen);
        return status === 422
          ? [422, 'Error: no\n    at handle (/srv/app/node_modules/x/index.js:12:5)']
          : [status, ...rest];
      }),
  ],
  [
    'answers without a content type',
    ['answers_well'],
    () =>
      endpoint(async (seen) => {
        const [status, body, headers] = await sound(seen);
        return status === 200 ? [200, body, {}] : [status, body, headers ?? {}];
      }),
  ],
];

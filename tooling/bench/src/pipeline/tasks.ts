import { Buffer } from 'node:buffer';
import { createHmac, hash } from 'node:crypto';
import { compatibilityCallbackSchema, normalizeCallback, platformCallbackSchema } from '@statuswire/contracts';
import { type CallbackRequest, createReceiver, verifySignature } from '@statuswire/receiver';
import { createDeliveries, type Dialect, publicUrl, signingKey } from '../deliveries.ts';
import { receiveFormByHand, receiveJsonByHand } from '../hand-written.ts';

/** Something that is done to one delivery after the other. */
export interface Task {
  readonly name: string;
  /** Does it to the next delivery. */
  readonly run: () => unknown;
}

const distinctDeliveries = 64;

function oneShotHmac(): (text: string) => string {
  const key = Buffer.alloc(64);
  key.write(signingKey);
  const inner = key.map((byte) => byte ^ 0x36);
  const outer = key.map((byte) => byte ^ 0x5c);
  return (text) =>
    hash('sha1', Buffer.concat([outer, hash('sha1', Buffer.concat([inner, Buffer.from(text)]), 'buffer')]), 'hex');
}

/** The whole pipeline, its floor, and the parts that it is made of. */
export function pipelineTasks(dialect: Dialect): Task[] {
  const requests: CallbackRequest[] = createDeliveries(dialect, distinctDeliveries).map((delivery) => ({
    method: delivery.method,
    url: delivery.url,
    // As Node gives them: what a sender adds beside the signature counts, too.
    headers: {
      host: '127.0.0.1:3000',
      connection: 'keep-alive',
      ...delivery.headers,
      'content-length': String(Buffer.byteLength(delivery.body)),
    },
    rawBody: Buffer.from(delivery.body),
  }));
  const form = dialect === 'compatibility';
  const texts = requests.map(({ rawBody }) => Buffer.from(rawBody).toString());
  const payloads = texts.map((text) => (form ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)));
  const receiver = createReceiver({ signingKeys: signingKey, publicUrl, onEvent: async () => {} });
  const byHand = form ? receiveFormByHand : receiveJsonByHand;
  const schema = form ? compatibilityCallbackSchema : platformCallbackSchema;
  const hmac = oneShotHmac();
  const receivedAt = new Date();

  function each<Item>(name: string, items: readonly Item[], work: (item: Item) => unknown): Task {
    let next = 0;
    return {
      name,
      run() {
        next = (next + 1) % items.length;
        const item = items[next];
        return item === undefined ? undefined : work(item);
      },
    };
  }

  return [
    each('statuswire', requests, (request) => receiver.receive(request)),
    each('hand-written', requests, ({ headers, rawBody }) =>
      byHand(headers as Record<string, string>, rawBody as Buffer),
    ),
    each('part: createHmac', texts, (text) =>
      createHmac('sha1', signingKey).update(publicUrl).update(text).digest('hex'),
    ),
    each('part: one-shot HMAC', texts, (text) => hmac(publicUrl + text)),
    each('part: decode', texts, (text) => (form ? new URLSearchParams(text) : JSON.parse(text))),
    each('part: verifySignature', requests, (request) =>
      verifySignature({ ...request, url: publicUrl, signingKeys: signingKey }),
    ),
    each('part: zod schema', payloads, (payload) => schema.safeParse(payload)),
    each('part: normalizeCallback', payloads, (payload) => normalizeCallback(payload, { receivedAt })),
  ];
}

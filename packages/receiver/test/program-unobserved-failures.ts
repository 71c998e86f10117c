// Fails three times without an observer, then once with one.
import { createReceiver } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';

const delivery = signedDelivery({ signingKey: 'KEYCANARY', url: 'https://example.com/', body: 'BODYCANARY' });
const { method, url, headers, body } = delivery;
const request = { method, url, headers, rawBody: Buffer.from(body) };

process.on('warning', (warning) => {
  process.stdout.write(
    `${JSON.stringify({ name: warning.name, code: Reflect.get(warning, 'code'), message: warning.message })}\n`,
  );
});
const onEvent = (): never => {
  throw new TypeError(`BODYCANARY ${body}`);
};
const unobserved = createReceiver({ signingKeys: 'KEYCANARY', onEvent });
for (let attempt = 0; attempt < 3; attempt += 1) await unobserved.receive(request);
await createReceiver({ signingKeys: 'KEYCANARY', onEvent, onOutcome: () => {} }).receive(request);
// A rejection is no failure: anybody can cause one.
await createReceiver({ signingKeys: 'PSKother', onEvent }).receive(request);
// A delivery that nobody keeps and nobody sees is lost as surely as one that failed.
const unread = signedDelivery({
  signingKey: 'KEYCANARY',
  url: 'https://example.com/',
  fields: { NumSegments: 'BODYCANARY' },
});
const unreadRequest = { method, url, headers: unread.headers, rawBody: Buffer.from(unread.body) };
await createReceiver({ signingKeys: 'KEYCANARY', onEvent }).receive(unreadRequest);
await createReceiver({ signingKeys: 'KEYCANARY', onEvent, onUnprocessable: () => {} }).receive(unreadRequest);

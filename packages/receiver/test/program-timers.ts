// Ends at once, though its deadline is far off.
import { createReceiver, toFetchHandler } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';

const receiver = createReceiver({ signingKeys: async () => 'PSK', onEvent: async () => {}, deadlineMs: 60_000 });
const handle = toFetchHandler(receiver);
const { url, ...delivery } = signedDelivery({ signingKey: 'PSK', url: 'https://example.com/' });
const replies = [
  await handle(new Request(url, delivery)),
  await handle(new Request(url, { ...delivery, body: 'MessageSid=1' })),
  await handle(new Request(url, { ...delivery, body: 'x'.repeat(300_000) })),
];
process.stdout.write(replies.map(({ status }) => status).join());

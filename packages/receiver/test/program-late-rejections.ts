// Ends with exit code 0 and writes what it was answered, unless something that fails late ends it first.
import { setTimeout as pause } from 'node:timers/promises';
import { createReceiver } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';

const { method, url, headers, body } = signedDelivery({ signingKey: 'PSK', url: 'https://example.com/' });
const request = { method, url, headers, rawBody: Buffer.from(body) };

async function failLate(): Promise<never> {
  await pause(60);
  throw new Error('too late');
}

const deadlineMs = 20;
const onOutcome = async () => failLate();
const receivers = [
  createReceiver({ signingKeys: 'PSK', onEvent: failLate, deadlineMs, onOutcome }),
  createReceiver({ signingKeys: failLate, onEvent: () => {}, deadlineMs, onOutcome }),
];
const outcomes = await Promise.all(receivers.map((receiver) => receiver.receive(request)));
await pause(200);
process.stdout.write(outcomes.map(({ reply }) => reply.status).join());

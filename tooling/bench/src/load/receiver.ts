// The receiver of the load, with a watch of its own: it shares neither process nor code of measuring with the sandbox.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createReceiver } from '@statuswire/receiver';
import { receiveFromNode, writeNodeReply } from '@statuswire/receiver/node';
import { signingKey } from '../deliveries.ts';
import type { Percentiles, ReceiverAnswer, ReceiverQuestion, Receiving } from './messages.ts';

const facts = new Set<string>();
// All of them, in the order in which they ended: percentiles that are read off, not estimated.
const durations: number[] = [];

const receiver = createReceiver({
  signingKeys: signingKey,
  onEvent: ({ key }) => {
    facts.add(key);
  },
});
const server = createServer((request, response) => {
  const startedAt = performance.now();
  response.on('finish', () => durations.push(performance.now() - startedAt));
  void receiveFromNode(receiver, request).then((outcome) => {
    if (outcome !== null) writeNodeReply(response, outcome.reply);
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');

function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999) };
}

process.on('message', (question) => {
  const { skip } = question as ReceiverQuestion;
  const latencyMs = percentilesOf(durations.slice(skip));
  process.send?.({ requests: durations.length, facts: facts.size, latencyMs } satisfies ReceiverAnswer);
});
// Also where the parent was killed.
process.on('disconnect', () => process.exit());
process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks` } satisfies Receiving);

// The sender's process: so many callbacks a second, whether or not those before were answered, as SignalWire would.
import type { Socket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { answerIn, opened, requestOf } from './app-connection.ts';
import type { PacedOrder, PacedResult } from './app-messages.ts';
import { createTraffic } from './traffic.ts';

/** More than are ever waiting for an answer at this pace, so that nobody waits for a connection. */
const mostConnections = 1_000;
/** How long to wait for the last answers, in milliseconds: SignalWire's own limit. */
const patienceMs = 5_000;
/** Callbacks made before the first is sent. Those after it are made on the way, so that hours of them need no room. */
const preparedAtMost = 20_000;
/** A few milliseconds of work at a time: what holds up the sender would count as the app's. */
const messagesPerBlock = 250;
let seed = 400;

interface Connection {
  readonly socket: Socket;
  text: string;
  dueAt: number;
}

async function send({ port, perSecond, seconds }: PacedOrder): Promise<PacedResult> {
  const total = Math.round(perSecond * seconds);
  const traffic = createTraffic(seed++, Date.now(), messagesPerBlock);
  traffic.prepare(Math.min(total, preparedAtMost));
  // Microseconds. It takes the same room however much it is told.
  const latencies = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  const idle: Connection[] = [];
  const due: number[] = [];
  let sent = 0;
  let accepted = 0;
  let failed = 0;

  function sendNext(): void {
    while (idle.length > 0 && due.length > 0) {
      // In turn, so that none of them is idle for so long that the app closes it, as every server does.
      const connection = idle.shift();
      const dueAt = due.shift();
      if (connection === undefined || dueAt === undefined) return;
      sent += 1;
      connection.dueAt = dueAt;
      connection.socket.write(requestOf(traffic.next()));
    }
  }

  const connections = Math.min(mostConnections, Math.max(10, perSecond));
  for (let count = 0; count < connections; count += 1) {
    const connection: Connection = { socket: await opened(port), text: '', dueAt: 0 };
    // Who is cut off has lost what it was waiting for: it counts as not answered in the end.
    connection.socket.on('error', () => {});
    connection.socket.on('data', (chunk: Buffer) => {
      connection.text += chunk.toString('latin1');
      const answer = answerIn(connection.text);
      if (answer === null) return;
      connection.text = connection.text.slice(answer.end);
      if (answer.status === 200) {
        accepted += 1;
        latencies.record(Math.max(1, Math.round((performance.now() - connection.dueAt) * 1_000)));
      } else failed += 1;
      idle.push(connection);
      sendNext();
    });
    idle.push(connection);
  }

  const startedAt = performance.now();
  for (let planned = 0; planned < total; ) {
    const now = performance.now();
    const until = Math.min(total, Math.floor(((now - startedAt) * perSecond) / 1_000));
    for (; planned < until; planned += 1) due.push(startedAt + (planned * 1_000) / perSecond);
    sendNext();
    await setTimeout(5);
  }
  const endsAt = performance.now() + patienceMs;
  while (accepted + failed < total && performance.now() < endsAt) await setTimeout(5);
  const tookMs = performance.now() - startedAt;
  for (const { socket } of idle) socket.destroy();
  const quantile = (share: number) => (accepted === 0 ? 0 : latencies.percentile(share * 100) / 1_000);
  return {
    sent,
    accepted,
    failed: total - accepted,
    seconds: tookMs / 1_000,
    latency: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
  };
}

process.on('message', (order: PacedOrder) => {
  send(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

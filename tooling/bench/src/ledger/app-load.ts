// The load generator's process: keep-alive connections, each sending its next callback when the last was answered. Requests
// are whole before a round begins and answers are only looked at for their status, so that it keeps up with the app.
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import process from 'node:process';
import { answerIn, opened, requestOf } from './app-connection.ts';
import type { LoadOrder, LoadReady, LoadResult } from './app-messages.ts';
import { createTraffic, type Traffic } from './traffic.ts';

const seed = 815;
const traffics = new Map<string, Traffic>();
const ready = new Map<string, readonly Buffer[]>();

function prepare(app: string, count: number): LoadReady {
  const traffic = traffics.get(app) ?? createTraffic(seed, Date.now());
  traffics.set(app, traffic);
  ready.set(
    app,
    Array.from({ length: count }, () => requestOf(traffic.next())),
  );
  return { ready: count };
}

type RunOrder = Extract<LoadOrder, { readonly kind: 'run' }>;

async function run({ app, port, connections, seconds }: RunOrder): Promise<LoadResult> {
  const requests = ready.get(app) ?? [];
  ready.delete(app);
  const latencies: number[] = [];
  let next = 0;
  let failed = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)));
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;

  function work(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = 0;
      let text = '';
      const send = (now: number): void => {
        const request = requests[next];
        if (now >= endsAt || request === undefined) {
          socket.end();
          resolve();
          return;
        }
        next += 1;
        sentAt = now;
        socket.write(request);
      };
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the app closed a connection')));
      socket.on('data', (chunk: Buffer) => {
        // Of one unit for each byte, so that lengths agree.
        text += chunk.toString('latin1');
        const answer = answerIn(text);
        if (answer === null) return;
        const now = performance.now();
        text = text.slice(answer.end);
        if (answer.status === 200) latencies.push(now - sentAt);
        else failed += 1;
        send(now);
      });
      send(performance.now());
    });
  }

  await Promise.all(sockets.map(work));
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return {
    seconds: elapsedSeconds,
    accepted: latencies.length,
    failed,
    ranOut: next >= requests.length,
    latency: { p50: quantile(0.5), p99: quantile(0.99) },
  };
}

process.on('message', (order: LoadOrder) => {
  const answer = order.kind === 'prepare' ? Promise.resolve(prepare(order.app, order.count)) : run(order);
  answer.then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

// The readers' process: as many browsers' worth of event streams, each remembering what it was told.
import { type ClientRequest, get } from 'node:http';
import process from 'node:process';
import type { ReadersOrder, ReadersResult } from './app-messages.ts';

interface Reader {
  readonly request: ClientRequest;
  readonly ids: number[];
  ended: boolean;
}

const readers: Reader[] = [];
const lags: number[] = [];
const fact = '\nevent: fact\n';
const receivedAt = '"receivedAt":"';

function open(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const ids: number[] = [];
    let text = '';
    const request = get({ host: '127.0.0.1', port, path: '/api/feed/stream', agent: false }, (response) => {
      response.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk;
        const whole = text.lastIndexOf('\n\n');
        if (whole < 0) return;
        if (text.includes('event: ready')) resolve();
        // There are hundreds of thousands of these a second, and whoever sends callbacks shares this processor.
        for (let at = text.indexOf(fact); at >= 0 && at < whole; at = text.indexOf(fact, at + 1)) {
          ids.push(Number(text.slice(text.lastIndexOf('id: ', at) + 4, at)));
        }
        const told = text.lastIndexOf(receivedAt, whole);
        if (told >= 0)
          lags.push(Date.now() - Date.parse(text.slice(told + receivedAt.length, told + receivedAt.length + 24)));
        text = text.slice(whole + 2);
      });
      response.on('close', () => {
        reader.ended = true;
      });
    });
    request.on('error', reject);
    const reader: Reader = { request, ids, ended: false };
    readers.push(reader);
  });
}

async function openAll(port: number, clients: number): Promise<{ readonly open: number }> {
  await Promise.all(Array.from({ length: clients }, () => open(port)));
  return { open: clients };
}

function tell(): ReadersResult {
  lags.sort((a, b) => a - b);
  const quantile = (share: number) => lags[Math.floor(lags.length * share)] ?? 0;
  const told = readers.splice(0);
  const result = {
    streams: told.map(({ ids }) => ids),
    ended: told.filter(({ ended }) => ended).length,
    lag: { p50: quantile(0.5), p99: quantile(0.99) },
  };
  for (const { request } of told) request.destroy();
  lags.length = 0;
  return result;
}

process.on('message', (order: ReadersOrder) => {
  const answer = order.kind === 'open' ? openAll(order.port, order.clients) : Promise.resolve(tell());
  answer.then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

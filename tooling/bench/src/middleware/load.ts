// The load generator's process: keep-alive connections, each sending its next request when the last was answered.
import process from 'node:process';
import autocannon from 'autocannon';
import { callbackPath, createDeliveries } from '../deliveries.ts';
import type { LoadOrder, LoadResult } from './messages.ts';
import { signedFor } from './signed-for.ts';

const distinctDeliveries = 64;

async function run({ port, dialect, contender, connections, seconds }: LoadOrder): Promise<LoadResult> {
  const requests = createDeliveries(dialect, distinctDeliveries).map((delivery) => {
    const { method, headers, body } = signedFor(contender, delivery);
    return { method, path: callbackPath, headers, body };
  });
  const result = await autocannon({ url: `http://127.0.0.1:${port}`, connections, duration: seconds, requests });
  const { p50, p99, max } = result.latency;
  return {
    seconds: result.duration,
    accepted: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    latency: { p50, p99, max },
  };
}

process.on('message', (order: LoadOrder) => {
  run(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

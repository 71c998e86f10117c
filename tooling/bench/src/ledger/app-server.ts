// The process under test: the reference app as it is started for real callbacks, on one framework and one database.

import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '@statuswire/postgres';
import { callbackPath, publicUrl, signingKey } from '../deliveries.ts';
import { type AppListening, type AppMemory, type AppUsage, memoryQuestion } from './app-messages.ts';

const [framework = 'express', database = ':memory:'] = process.argv.slice(2);
const port = await freePort();
process.argv.splice(2, process.argv.length, '--framework', framework, '--port', String(port), '--database', database);
Object.assign(process.env, { PUBLIC_URL: publicUrl, SIGNALWIRE_SIGNING_KEY: signingKey, HOST: '127.0.0.1' });
// Not a dependency but the subject: nothing of it is used here.
await import(new URL('../../../../apps/reference/src/main.ts', import.meta.url).href);

const heapReadEveryMs = 100;
let leastHeapBytes = Number.POSITIVE_INFINITY;

function readHeap(): void {
  leastHeapBytes = Math.min(leastHeapBytes, process.memoryUsage().heapUsed);
}

// The least of a while is what was left when garbage was last collected. To collect it for the sake of the figure would stop the app
// for as long as it does not by itself.
setInterval(readHeap, heapReadEveryMs).unref();

function memory(): AppMemory {
  readHeap();
  const heapBytes = leastHeapBytes;
  leastHeapBytes = Number.POSITIVE_INFINITY;
  const { rss: residentBytes, external: externalBytes } = process.memoryUsage();
  return { residentBytes, heapBytes, externalBytes };
}

process.on('message', (question) => {
  if (question === memoryQuestion) {
    process.send?.(memory());
    return;
  }
  const { user, system } = process.cpuUsage();
  const residentBytes = process.memoryUsage.rss();
  process.send?.({ processorMs: (user + system) / 1_000, residentBytes } satisfies AppUsage);
});
// Also where the parent was killed.
process.on('disconnect', () => process.exit());

while (!(await answers())) await setTimeout(20);
process.send?.({ port } satisfies AppListening);

async function answers(): Promise<boolean> {
  try {
    // An unsigned request is turned away, which is answer enough.
    await (await fetch(`http://127.0.0.1:${port}${callbackPath}`, { method: 'POST' })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

// The process under test: the reference app as it is started for real callbacks, on one framework and one database.

import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { freePort } from '@statuswire/postgres';
import { callbackPath, publicUrl, signingKey } from '../deliveries.ts';
import { type AppListening, type AppMemory, type AppUsage, memoryQuestion } from './app-messages.ts';

const [framework = 'express', database = ':memory:'] = process.argv.slice(2);
const port = await freePort();
process.argv.splice(2, process.argv.length, '--framework', framework, '--port', String(port), '--database', database);
Object.assign(process.env, { PUBLIC_URL: publicUrl, SIGNALWIRE_SIGNING_KEY: signingKey, HOST: '127.0.0.1' });
// Not a dependency but the subject: nothing of it is used here.
await import(new URL('../../../../apps/reference/src/main.ts', import.meta.url).href);

// Asked for when it is needed, so that an app of which nobody asks it runs as it would anywhere.
function memory(): AppMemory {
  const residentBytes = process.memoryUsage.rss();
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return { residentBytes, heapBytes: heapUsed, externalBytes: external };
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

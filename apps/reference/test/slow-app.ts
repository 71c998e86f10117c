import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { host, hosts } from './hosted.ts';

// The service over a store that hangs until its parent lets it go on, with small bounds. Tells how full it is and how much
// memory it holds, the greatest of each since it was last asked.
const [framework = '', deadline = ''] = process.argv.slice(2);
const createHost = hosts.find(([name]) => name === framework)?.[1];
if (createHost === undefined) throw new Error('Which framework?');

let hangs = true;
let release = (): void => {};
const memory = createMemoryStore();
const store: LedgerStore = {
  ...memory,
  async append(entries, options) {
    if (hangs) {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    return await memory.append(entries, options);
  },
};
const limits = { maxQueued: 60, maxQueuedCharacters: 4_000_000, maxBatch: 20, deadlineMs: Number(deadline) };
const hosted = await host({ framework: framework as 'express' | 'koa', createHost, store, limits });

const greatest = { queued: 0, characters: 0, retained: 0 };
function measure(): void {
  const { queued, queuedCharacters } = hosted.ledger.pressure();
  greatest.queued = Math.max(greatest.queued, queued);
  greatest.characters = Math.max(greatest.characters, queuedCharacters);
}
setInterval(measure, 10);

// What is left once all garbage is gone: how much of that stands around at a time is up to the runtime.
function measureMemory(): void {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  greatest.retained = Math.max(greatest.retained, heapUsed + external);
}
setInterval(measureMemory, 100);

process.on('message', (message: { readonly hangs: boolean }) => {
  measure();
  measureMemory();
  process.send?.({ ...greatest });
  Object.assign(greatest, { queued: 0, characters: 0, retained: 0 });
  hangs = message.hangs;
  if (!hangs) release();
});
process.send?.({ url: hosted.url });

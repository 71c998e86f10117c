import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { BenchOptions } from '../bench-options.ts';
import {
  type AppListening,
  type AppMemory,
  type AppUsage,
  memoryQuestion,
  type PacedOrder,
  type PacedResult,
  usageQuestion,
} from '../ledger/app-messages.ts';
import { canPin, startBenchProcess } from '../middleware/bench-process.ts';
import type { Framework } from '../middleware/contenders.ts';
import type { Progress } from '../progress.ts';

/** The app's memory at a time. */
export interface MemorySample extends AppMemory {
  /** Since the first callback. */
  readonly minutes: number;
}

/** One app under a steady rate, from its start to its end. */
export interface SoakCell {
  readonly framework: Framework;
  readonly rate: number;
  readonly minutes: number;
  readonly callbacks: PacedResult;
  /** How much of a core the app used, 0 to 1. */
  readonly busy: number;
  readonly memory: readonly MemorySample[];
}

/** Garbage is collected several times in between, so that the least heap of it is what is really held. */
const sampledEveryMs = 30_000;
const fewestSamples = 12;
const warmUpSeconds = 2;

/** Measures the reference app on SQLite, on each framework in turn, under as many callbacks a second for minutes. */
export async function measureSoak(options: BenchOptions, progress: Progress): Promise<SoakCell[]> {
  const pinned = canPin();
  const { minutes, rate } = options;
  const betweenMs = Math.min(sampledEveryMs, (minutes * 60_000) / fewestSamples);
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-bench-'));
  const start = (script: string, core: number, args: readonly string[] = []) =>
    startBenchProcess({
      script: new URL(`../ledger/${script}`, import.meta.url),
      args: [...args],
      core: pinned ? core : null,
      silent: true,
    });
  const cells: SoakCell[] = [];
  const sender = start('paced-sender.ts', 1);
  try {
    for (const framework of options.frameworks) {
      const app = start('app-server.ts', 0, [framework, join(directory, `${framework}.sqlite`)]);
      try {
        const { port } = await app.hear<AppListening>();
        await sender.ask<PacedResult>({ port, perSecond: rate, seconds: warmUpSeconds } satisfies PacedOrder);
        const before = await app.ask<AppUsage>(usageQuestion);
        const memory: MemorySample[] = [];
        const startedAt = performance.now();
        const ended = new AbortController();
        const watching = (async () => {
          while (!ended.signal.aborted) {
            const passed = (performance.now() - startedAt) / 60_000;
            memory.push({ minutes: passed, ...(await app.ask<AppMemory>(memoryQuestion)) });
            progress.show(`soak, ${framework}: ${passed.toFixed(1)} of ${minutes} minutes`);
            await setTimeout(betweenMs, undefined, { signal: ended.signal }).catch(() => {});
          }
        })();
        const order: PacedOrder = { port, perSecond: rate, seconds: minutes * 60 };
        const callbacks = await sender.ask<PacedResult>(order);
        ended.abort();
        await watching;
        const after = await app.ask<AppUsage>(usageQuestion);
        const busy = (after.processorMs - before.processorMs) / 1_000 / callbacks.seconds;
        cells.push({ framework, rate, minutes, callbacks, busy, memory });
      } finally {
        await app.stop();
      }
    }
  } finally {
    await sender.stop();
    rmSync(directory, { recursive: true });
    progress.clear();
  }
  return cells;
}

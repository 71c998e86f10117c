import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../bench-options.ts';
import { type BenchProcess, canPin, startBenchProcess } from '../middleware/bench-process.ts';
import type { Framework } from '../middleware/contenders.ts';
import type { Progress } from '../progress.ts';
import { rotated } from '../rounds.ts';
import {
  type AppListening,
  type AppUsage,
  type LoadOrder,
  type LoadReady,
  type LoadResult,
  usageQuestion,
} from './app-messages.ts';

/** Where the app keeps its record. */
export const records = ['sqlite', 'memory'] as const;

/** Where the app keeps its record. */
export type RecordIn = (typeof records)[number];

/** One round of one app. */
export interface AppSample {
  readonly requestsPerSecond: number;
  /** Requests per second of processor time that the app used. */
  readonly requestsPerCoreSecond: number;
  /** How much of a core the app used, 0 to 1. */
  readonly busy: number;
  readonly latency: LoadResult['latency'];
}

/** All rounds on one framework. */
export interface AppCell {
  readonly framework: Framework;
  readonly samples: Readonly<Record<RecordIn, readonly AppSample[]>>;
}

interface App {
  readonly name: string;
  readonly recordIn: RecordIn;
  readonly port: number;
  readonly server: BenchProcess;
  /** Callbacks answered 200, of all rounds. */
  acknowledged: number;
}

const connections = 256;
/** Callbacks made ready for each second of a round: more than the app can take. */
const preparedPerSecond = 15_000;
const warmUpSeconds = 2;

async function startApp(
  framework: Framework,
  recordIn: RecordIn,
  { directory, core }: { readonly directory: string; readonly core: number | null },
): Promise<App> {
  const database = recordIn === 'memory' ? ':memory:' : join(directory, `${framework}.sqlite`);
  const script = new URL('app-server.ts', import.meta.url);
  const server = startBenchProcess({ script, args: [framework, database], core, silent: true });
  const { port } = await server.hear<AppListening>();
  return { name: `${framework} ${recordIn}`, recordIn, port, server, acknowledged: 0 };
}

// For all apps at once, so that their rounds follow one another closely, and what else the machine does hits them alike.
async function prepareRound(apps: readonly App[], load: BenchProcess, seconds: number): Promise<void> {
  const count = Math.ceil(seconds * preparedPerSecond);
  for (const { name } of apps) {
    await load.ask<LoadReady>({ kind: 'prepare', app: name, count } satisfies LoadOrder);
  }
}

async function measureRound(app: App, load: BenchProcess, seconds: number): Promise<AppSample> {
  const before = await app.server.ask<AppUsage>(usageQuestion);
  const result = await load.ask<LoadResult>({
    kind: 'run',
    app: app.name,
    port: app.port,
    connections,
    seconds,
  } satisfies LoadOrder);
  const after = await app.server.ask<AppUsage>(usageQuestion);
  if (result.failed > 0) throw new Error(`${app.name}: ${result.failed} callbacks were not answered 200`);
  app.acknowledged += result.accepted;
  const processorSeconds = (after.processorMs - before.processorMs) / 1_000;
  return {
    requestsPerSecond: result.accepted / result.seconds,
    requestsPerCoreSecond: result.accepted / processorSeconds,
    busy: processorSeconds / result.seconds,
    latency: result.latency,
  };
}

/** Makes sure that nobody is fast by losing what he acknowledged. */
async function assertRecorded(app: App): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${app.port}/api/summary`);
  const { events, repeats } = (await response.json()) as { readonly events: number; readonly repeats: number };
  if (events + repeats !== app.acknowledged) {
    throw new Error(`${app.name}: ${app.acknowledged} were acknowledged and ${events + repeats} recorded`);
  }
}

/** Measures the reference app: each framework in turn, its two records in alternating rounds. */
export async function measureApp(options: BenchOptions, progress: Progress): Promise<AppCell[]> {
  const pinned = canPin();
  const load = startBenchProcess({
    script: new URL('app-load.ts', import.meta.url),
    args: [],
    core: pinned ? 1 : null,
  });
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-bench-'));
  const cells: AppCell[] = [];
  try {
    for (const framework of options.frameworks) {
      const samples: Record<RecordIn, AppSample[]> = { sqlite: [], memory: [] };
      const apps: App[] = [];
      try {
        for (const recordIn of records) {
          progress.show(`app, ${framework}: warming up on ${recordIn}`);
          const app = await startApp(framework, recordIn, { directory, core: pinned ? 0 : null });
          apps.push(app);
          await prepareRound([app], load, warmUpSeconds);
          await measureRound(app, load, Math.min(options.seconds, warmUpSeconds));
        }
        for (let round = 0; round < options.rounds; round += 1) {
          await prepareRound(apps, load, options.seconds);
          for (const app of rotated(apps, round)) {
            progress.show(`app, ${framework}: round ${round + 1} of ${options.rounds} on ${app.recordIn}`);
            samples[app.recordIn].push(await measureRound(app, load, options.seconds));
          }
        }
        for (const app of apps) await assertRecorded(app);
      } finally {
        await Promise.all(apps.map(({ server }) => server.stop()));
      }
      cells.push({ framework, samples });
    }
  } finally {
    await load.stop();
    rmSync(directory, { recursive: true });
    progress.clear();
  }
  return cells;
}

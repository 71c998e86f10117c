import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { BenchOptions } from '../bench-options.ts';
import { type BenchProcess, canPin, startBenchProcess } from '../middleware/bench-process.ts';
import type { Framework } from '../middleware/contenders.ts';
import type { Progress } from '../progress.ts';
import {
  type AppListening,
  type AppUsage,
  type PacedOrder,
  type PacedResult,
  type ReadersOrder,
  type ReadersResult,
  usageQuestion,
} from './app-messages.ts';
import { createMessageDatabase } from './message-database.ts';

/** The app under a load at a given pace, with so many event streams open. */
export interface LiveCell {
  readonly framework: Framework;
  readonly clients: number;
  readonly perSecond: number;
  readonly callbacks: PacedResult;
  /** Facts that the feed holds of this round. */
  readonly facts: number;
  /** Streams that told each of them once and in order. */
  readonly wholeStreams: number;
  readonly lag: ReadersResult['lag'];
  /** How much of a core the app used, 0 to 1. */
  readonly busy: number;
  /** Memory of the app's process before the load, and the most during it, in bytes. */
  readonly memory: { readonly before: number; readonly most: number };
}

const settleMs = 30_000;
const pageSize = 1_000;

/** The cursor at the feed's end: a stream begins with it. */
async function feedEnd(port: number): Promise<string> {
  const ended = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/api/feed/stream`, { signal: ended.signal });
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      const [, cursor] = /^id: (\d+)$/m.exec(text) ?? [];
      if (cursor !== undefined) return cursor;
    }
  } finally {
    ended.abort();
  }
  throw new Error('The event stream ended before it told where the feed ends.');
}

/** The cursors of the feed from one on. */
async function cursorsAfter(port: number, start: string): Promise<readonly string[]> {
  const cursors: string[] = [];
  for (let after = start; ; ) {
    const response = await fetch(`http://127.0.0.1:${port}/api/feed?limit=${pageSize}&after=${after}`);
    const page = (await response.json()) as {
      readonly events: readonly { readonly cursor: string }[];
      readonly cursor: string;
    };
    if (page.events.length === 0) return cursors;
    cursors.push(...page.events.map(({ cursor }) => cursor));
    after = page.cursor;
  }
}

interface Parties {
  readonly app: BenchProcess;
  readonly port: number;
  readonly sender: BenchProcess;
  readonly readers: BenchProcess;
}

async function measureCell(
  { app, port, sender, readers }: Parties,
  { clients, perSecond, seconds }: { readonly clients: number; readonly perSecond: number; readonly seconds: number },
): Promise<Omit<LiveCell, 'framework'>> {
  const start = await feedEnd(port);
  await readers.ask({ kind: 'open', port, clients } satisfies ReadersOrder);
  const before = await app.ask<AppUsage>(usageQuestion);
  let most = before.residentBytes;
  let last = before;
  let sending = true;
  const watching = (async () => {
    while (sending) {
      await setTimeout(100);
      last = await app.ask<AppUsage>(usageQuestion);
      most = Math.max(most, last.residentBytes);
    }
  })();
  const callbacks = await sender.ask<PacedResult>({ port, perSecond, seconds } satisfies PacedOrder);
  sending = false;
  await watching;
  const expected = (await cursorsAfter(port, start)).map(Number);
  // Those that come last are still on their way.
  await setTimeout(Math.min(settleMs, 500 + clients * 10));
  const { streams, lag } = await readers.ask<ReadersResult>({ kind: 'tell' } satisfies ReadersOrder);
  const isWhole = (ids: readonly number[]) =>
    ids.length === expected.length && ids.every((id, index) => id === expected[index]);
  return {
    clients,
    perSecond,
    callbacks,
    facts: expected.length,
    wholeStreams: streams.filter(isWhole).length,
    lag,
    busy: (last.processorMs - before.processorMs) / 1_000 / callbacks.seconds,
    memory: { before: before.residentBytes, most },
  };
}

/** Measures the reference app on SQLite with event streams open, on each framework, from none to many. */
export async function measureLive(options: BenchOptions, progress: Progress): Promise<LiveCell[]> {
  const pinned = canPin();
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-bench-'));
  const start = (script: string, core: number | null, args: readonly string[] = []) =>
    startBenchProcess({ script: new URL(script, import.meta.url), args: [...args], core, silent: true });
  const sender = start('paced-sender.ts', pinned ? 1 : null);
  const readers = start('live-readers.ts', pinned ? 1 : null);
  const cells: LiveCell[] = [];
  try {
    // A copy for each: what a round records is not to be there for the next.
    const filled = options.over === 0 ? null : await createMessageDatabase(options.over, true, progress);
    for (const framework of options.frameworks) {
      const file = join(directory, `${framework}.sqlite`);
      if (filled !== null) copyFileSync(filled.file, file);
      const app = start('app-server.ts', pinned ? 0 : null, [framework, file]);
      try {
        const { port } = await app.hear<AppListening>();
        const parties = { app, port, sender, readers };
        await sender.ask<PacedResult>({ port, perSecond: options.perSecond, seconds: 1 } satisfies PacedOrder);
        for (const clients of options.clients) {
          progress.show(`live, ${framework}: ${options.perSecond} callbacks a second, ${clients} event streams`);
          const { perSecond, seconds } = options;
          cells.push({ framework, ...(await measureCell(parties, { clients, perSecond, seconds })) });
        }
      } finally {
        await app.stop();
      }
    }
  } finally {
    await Promise.all([sender.stop(), readers.stop()]);
    rmSync(directory, { recursive: true });
    progress.clear();
  }
  return cells;
}

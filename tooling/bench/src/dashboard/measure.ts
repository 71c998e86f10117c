import { startBrowser } from '@statuswire/browser';
import type { BenchOptions } from '../bench-options.ts';
import { callbackPath, createDeliveries } from '../deliveries.ts';
import type { AppListening } from '../ledger/app-messages.ts';
import { createMessageDatabase, days, endsAt, removeDatabase } from '../ledger/message-database.ts';
import { startBenchProcess } from '../middleware/bench-process.ts';
import type { Framework } from '../middleware/contenders.ts';
import type { Progress } from '../progress.ts';
import { callsOfFirstScreen, type FirstScreen, openOften, type Scrolling, scrollList } from './first-screen.ts';

/** How long one call of the API took, time after time, in milliseconds, each after a callback. */
export interface CallTimes {
  readonly path: string;
  readonly first: number;
  readonly taken: readonly number[];
}

/** All that was measured of one range on one framework. */
export interface DashboardCell {
  readonly framework: Framework;
  readonly range: string;
  readonly calls: readonly CallTimes[];
  readonly screens: readonly FirstScreen[];
  readonly scrolling: Scrolling;
}

const day = 86_400_000;

// The messages end at a fixed time, so that ranges must, too.
const ranges: Readonly<Record<string, string>> = {
  '24 hours': address(endsAt - day),
  '30 days': address(endsAt - days * day),
  all: '/?range=all',
};

function address(since: number): string {
  const range = { since: new Date(since).toISOString(), until: new Date(endsAt).toISOString() };
  return `/?${new URLSearchParams(range)}`;
}

async function timeCalls(url: string, paths: readonly string[], rounds: number): Promise<CallTimes[]> {
  const deliveries = createDeliveries('platform', rounds * paths.length);
  const ask = async (path: string): Promise<number> => {
    const startedAt = performance.now();
    const response = await fetch(url + path);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
    return performance.now() - startedAt;
  };
  const first = new Map<string, number>();
  for (const path of paths) first.set(path, await ask(path));
  const taken = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const path of paths) {
      // As it is while callbacks come in: what is remembered of before holds no longer.
      const delivery = deliveries.pop();
      if (delivery !== undefined) {
        const { method, headers, body } = delivery;
        await (await fetch(url + callbackPath, { method, headers, body })).arrayBuffer();
      }
      taken.set(path, [...(taken.get(path) ?? []), await ask(path)]);
    }
  }
  return paths.map((path) => ({ path, first: first.get(path) ?? 0, taken: taken.get(path) ?? [] }));
}

/** Measures the first screen over a large database, range by range, on each framework. */
export async function measureDashboard(options: BenchOptions, progress: Progress): Promise<DashboardCell[]> {
  const database = await createMessageDatabase(options.messages, options.keep, progress);
  const browser = await startBrowser();
  const cells: DashboardCell[] = [];
  try {
    for (const framework of options.frameworks) {
      const script = new URL('../ledger/app-server.ts', import.meta.url);
      const app = startBenchProcess({ script, args: [framework, database.file], core: null, silent: true });
      try {
        const { port } = await app.hear<AppListening>();
        const url = `http://127.0.0.1:${port}`;
        for (const [range, path] of Object.entries(ranges)) {
          progress.show(`dashboard, ${framework}: ${range}, calls`);
          const calls = await timeCalls(url, await callsOfFirstScreen(browser, url + path), options.calls);
          progress.show(`dashboard, ${framework}: ${range}, first screen and scrolling`);
          const screens = await openOften(browser, url + path, { times: 10 });
          cells.push({ framework, range, calls, screens, scrolling: await scrollList(browser, url + path) });
        }
      } finally {
        await app.stop();
      }
    }
  } finally {
    await browser.close();
    if (!options.keep) removeDatabase(database.file);
    progress.clear();
  }
  return cells;
}

import { setTimeout } from 'node:timers/promises';
import { startBrowser } from '@statuswire/browser';
import type { BenchOptions } from '../bench-options.ts';
import type { Framework } from '../middleware/contenders.ts';
import type { Progress } from '../progress.ts';
import { startDemo } from './demo-app.ts';
import { type FirstScreen, openOften } from './first-screen.ts';

/** All that was measured of the demo on one framework. */
export interface DemoCell {
  readonly framework: Framework;
  /** For how long it had run before, in milliseconds. */
  readonly ranMs: number;
  readonly screens: readonly FirstScreen[];
}

/** Long enough for messages at every stage to be there. */
const ranMs = 30_000;
const times = 20;
/** What is painted later than this after the figures are there is news, and no part of the first screen. */
const settleMs = 500;

/** Measures the first screen on the demo's data, with the sandbox's traffic going on, as somebody sees it who starts it. */
export async function measureDemo(options: BenchOptions, progress: Progress): Promise<DemoCell[]> {
  const demo = await startDemo();
  const browser = await startBrowser();
  const cells: DemoCell[] = [];
  try {
    progress.show(`dashboard, demo: running for ${ranMs / 1_000} s first`);
    await setTimeout(ranMs);
    for (const framework of options.frameworks) {
      progress.show(`dashboard, demo on ${framework}: first screen`);
      cells.push({ framework, ranMs, screens: await openOften(browser, demo.urls[framework], { times, settleMs }) });
    }
  } finally {
    await browser.close();
    await demo.stop();
    progress.clear();
  }
  return cells;
}

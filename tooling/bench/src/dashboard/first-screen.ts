import type { Browser, Page } from 'playwright-core';

/** What a person had of the first screen, in milliseconds. */
export interface FirstScreen {
  /** First contentful paint: something of the page is there to be seen. */
  readonly contentAfter: number;
  /** Largest contentful paint. */
  readonly paintedAfter: number;
  /** Until the list and the figures were there. */
  readonly filledAfter: number;
}

/** What scrolling the list was like. */
export interface Scrolling {
  /** Rows that were loaded meanwhile. */
  readonly rows: number;
  /** The task that held the page up longest, in milliseconds. */
  readonly longestTask: number;
  /** The most processor time of a task, in milliseconds: what it comes to on a machine where nobody else is at work. */
  readonly heaviestTask: number;
}

/** Height of a row in pixels. */
const rowHeight = 40;

/** A page that notes when it is painted. */
async function openWatched(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    const seen = { content: 0, painted: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries()) {
        if (name === 'first-contentful-paint') seen.content = startTime;
      }
    }).observe({ type: 'paint' as 'mark', buffered: true });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) seen.painted = startTime;
    }).observe({ type: 'largest-contentful-paint' as 'mark', buffered: true });
  });
  await page.goto(address);
  await page.locator('.rows tr').first().waitFor({ timeout: 60_000 });
  await page.locator('[data-tile]').first().waitFor({ timeout: 60_000 });
  return page;
}

/** The calls of the API that the first screen makes, as paths. */
export async function callsOfFirstScreen(browser: Browser, address: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  const calls = new Set<string>();
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/api/') && !pathname.endsWith('/stream')) calls.add(pathname + search);
  });
  await page.goto(address);
  await page.locator('.rows tr').first().waitFor({ timeout: 60_000 });
  await page.locator('[data-tile]').first().waitFor({ timeout: 60_000 });
  await page.close();
  return [...calls];
}

/** Opens the first screen so often, each time with a cold cache: a page of its own has a profile of its own, an empty one. */
export async function openOften(
  browser: Browser,
  address: string,
  { times, settleMs = 0 }: { readonly times: number /** @default 0 */; readonly settleMs?: number },
): Promise<readonly FirstScreen[]> {
  const screens: FirstScreen[] = [];
  for (let time = 0; time < times; time += 1) {
    const page = await openWatched(browser, address);
    const filledAfter = (await page.evaluate('performance.now()')) as number;
    // What is larger than all before can still be painted.
    await page.waitForTimeout(settleMs);
    const seen = (await page.evaluate('seen')) as { readonly content: number; readonly painted: number };
    screens.push({ contentAfter: seen.content, paintedAfter: seen.painted, filledAfter });
    await page.close();
  }
  return screens;
}

/** Scrolls the list down through many pages, as with a wheel, and back up at once. */
export async function scrollList(browser: Browser, address: string): Promise<Scrolling> {
  const page = await openWatched(browser, address);
  const list = page.getByRole('region', { name: 'List of messages' });
  await list.hover();
  await browser.startTracing(page, { categories: ['toplevel'] });
  for (let turn = 0; turn < 250; turn += 1) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(16);
  }
  await list.evaluate((element: { scrollTop: number }) => {
    element.scrollTop = 0;
  });
  await page.waitForTimeout(500);
  const tasks = tasksOf(JSON.parse((await browser.stopTracing()).toString()) as Trace);
  const height = await page.locator('.rows').evaluate((body: { clientHeight: number }) => body.clientHeight);
  await page.close();
  return {
    rows: Math.round(height / rowHeight),
    longestTask: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1_000)),
    heaviestTask: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000)),
  };
}

/** What Chromium writes down of its threads; durations in microseconds, `tdur` of the processor. */
interface Trace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly pid: number;
    readonly tid: number;
    readonly dur?: number;
    readonly tdur?: number;
    readonly args: { readonly name?: string };
  }[];
}

/** The tasks of the threads on which pages run. */
function tasksOf({ traceEvents }: Trace): Trace['traceEvents'] {
  const mainThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && mainThreads.has(`${pid} ${tid}`));
}

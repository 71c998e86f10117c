import type { Browser, Page } from 'playwright-core';

/** What a person had of the first screen, in milliseconds. */
export interface FirstScreen {
  /** Largest contentful paint. */
  readonly paintedAfter: number;
  /** Until the list and the figures were there. */
  readonly filledAfter: number;
}

/** What scrolling the list was like. */
export interface Scrolling {
  /** Rows that were loaded meanwhile. */
  readonly rows: number;
  /** The longest that the page was held up at once, in milliseconds; 0 where it never was for 50 or more. */
  readonly longestTask: number;
}

/** Height of a row in pixels. */
const rowHeight = 40;

/** A page that notes when it is painted, and what holds it up. */
async function openWatched(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    const seen = { painted: 0, longest: 0 };
    Object.assign(globalThis, { seen });
    const watch = (type: string, note: (entry: { readonly startTime: number; readonly duration: number }) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
        type: type as 'mark',
        buffered: true,
      });
    watch('largest-contentful-paint', ({ startTime }) => {
      seen.painted = startTime;
    });
    watch('longtask', ({ duration }) => {
      seen.longest = Math.max(seen.longest, duration);
    });
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

/** Opens the first screen so often. */
export async function openOften(browser: Browser, address: string, times: number): Promise<readonly FirstScreen[]> {
  const screens: FirstScreen[] = [];
  for (let time = 0; time < times; time += 1) {
    const page = await openWatched(browser, address);
    const filledAfter = (await page.evaluate('performance.now()')) as number;
    screens.push({ paintedAfter: (await page.evaluate('seen.painted')) as number, filledAfter });
    await page.close();
  }
  return screens;
}

/** Scrolls the list down through many pages, as with a wheel, and back up at once. */
export async function scrollList(browser: Browser, address: string): Promise<Scrolling> {
  const page = await openWatched(browser, address);
  const list = page.getByRole('region', { name: 'List of messages' });
  await list.hover();
  await page.evaluate('seen.longest = 0');
  for (let turn = 0; turn < 250; turn += 1) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(16);
  }
  await list.evaluate((element: { scrollTop: number }) => {
    element.scrollTop = 0;
  });
  await page.waitForTimeout(500);
  const height = await page.locator('.rows').evaluate((body: { clientHeight: number }) => body.clientHeight);
  const rows = Math.round(height / rowHeight);
  const longestTask = (await page.evaluate('seen.longest')) as number;
  await page.close();
  return { rows, longestTask };
}

import { startBrowser, withoutBrowser } from '@statuswire/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pages } from '../site/paths.ts';
import { type BuiltSite, buildSite } from './built-site.ts';

let site: BuiltSite;
let browser: Browser;

beforeAll(async () => {
  site = await buildSite();
  if (withoutBrowser === null) browser = await startBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens a page; what the browser complains about, and what it asks other hosts for, is collected. */
async function open(path: string, options: Parameters<Browser['newPage']>[0]): Promise<[Page, string[]]> {
  const complaints: string[] = [];
  const page = await browser.newPage(options);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  await page.goto(new URL(path, site.url).href, { waitUntil: 'load' });
  return [page, complaints];
}

const idsOf = (html: string) => new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));

describe('the built site', () => {
  test('has a page for each document, and one for each entry of each package', () => {
    expect(site.pages).toEqual(expect.arrayContaining(pages().map((page) => `${page}.html`)));
    for (const entry of [
      'contracts',
      'receiver',
      'receiver/testing',
      'express',
      'koa',
      'ledger/sqlite',
      'ledger/store',
      'sandbox',
    ]) {
      expect(site.read(`reference/${entry}.html`)).toContain(`@statuswire/${entry}`);
    }
  });

  test('leads nowhere that is not there, anchors included', () => {
    const dead: string[] = [];
    for (const page of site.pages.filter((path) => path !== '404.html')) {
      const html = site.read(page) ?? '';
      for (const [, href = ''] of html.matchAll(/ href="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(href)) continue;
        const { pathname, hash } = new URL(href, `http://localhost/${page}`);
        const path = decodeURIComponent(pathname).slice(1);
        const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
        const target = site.read(file);
        const anchor = decodeURIComponent(hash.slice(1));
        if (target === null || (anchor !== '' && !idsOf(target).has(anchor))) dead.push(`${page}: ${href}`);
      }
    }
    expect(dead).toEqual([]);
  });

  test('was built without a complaint', () => {
    expect(site.output).not.toMatch(/warn|error|dead link/i);
  });
});

describe.skipIf(withoutBrowser !== null)('in a browser', () => {
  const shown = ['', 'quick-start-express.html', 'moving-over.html', 'dialects.html', 'architecture.html', 'cli.html'];
  const everywhere = [...shown, 'receiving.html', 'ledger.html', 'reference/receiver.html', 'reference/ledger.html'];

  test.for(everywhere)('/%s asks no other host, complains of nothing, and fits a phone', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const [page, complaints] = await open(path, { viewport: { width: 375, height: 812 }, colorScheme });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
      expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(
        colorScheme === 'dark',
      );
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  test('a search finds a page, without asking anybody', async () => {
    const [page, complaints] = await open('', { viewport: { width: 1280, height: 900 } });
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('#localsearch-input').fill('trustProxy');
    await page.locator('[id^=localsearch-item-]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\.html/);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

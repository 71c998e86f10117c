import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMemoryStore } from '@statuswire/ledger';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBrowser, withoutBrowser } from './browser/chromium.ts';
import { cuttableLine } from './browser/cuttable-line.ts';
import { type Hosted, host, hosts } from './hosted.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const builder = fileURLToPath(new URL('../../dashboard/build/build-if-stale.ts', import.meta.url));
const schemes = ['light', 'dark'] as const;

let browser: Browser;
let hosted: Hosted;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  if (withoutBrowser !== null) return;
  await promisify(execFile)(process.execPath, [builder]);
  browser = await startBrowser();
});

afterAll(() => browser?.close());

/** Opens a page of the service; whatever the browser complains about fails the test. */
async function open(path = '/', options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  opened.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(String(error)));
  await opened.goto(new URL(path, hosted.url).href);
  return opened;
}

const row = (text: string) => page.locator('.rows tr', { hasText: text });
const tile = (name: string) => page.locator(`[data-tile=${name}] strong`);
const live = () => page.getByText('Live', { exact: true }).waitFor();

/** Waits for a text that is told live: the limit is what a person calls at once. */
async function becomes(name: string, value: string, withinMs: number): Promise<void> {
  await page
    .locator(`[data-tile=${name}] strong`, { hasText: new RegExp(`^${value}$`) })
    .waitFor({ timeout: withinMs });
}

/** Some messages of every kind of ending. */
async function fill(): Promise<void> {
  const ends = [
    ['m-delivered', 'delivered', undefined],
    ['m-handset', 'undelivered', '30003'],
    ['m-handset-too', 'undelivered', '30003'],
    ['m-opted-out', 'failed', '21610'],
    ['m-sent', 'sent', undefined],
    ['m-inbound', 'received', undefined],
  ] as const;
  for (const [messageId, status, errorCode] of ends) {
    await hosted.deliver({ messageId, status, ...(errorCode === undefined ? {} : { errorCode }) });
  }
}

/** What the accessibility checker finds that matters. */
async function violations(): Promise<readonly string[]> {
  // Not as a script tag, which the policy of our pages refuses: the debugger is not bound by it.
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
    return violations.map(
      ({ impact, id, nodes }) => `${impact}: ${id} at ${nodes.map(({ target }) => target).join(' | ')}`,
    );
  });
  return found.filter((text) => /^(?:serious|critical)/.test(text));
}

describe.each(hosts)('in a browser, on %s', (framework, createHost) => {
  beforeEach(async ({ skip }) => {
    skip(withoutBrowser !== null, withoutBrowser ?? '');
    complaints = [];
    hosted = await host({ framework, createHost, store: createMemoryStore() });
  });

  afterEach(async () => {
    if (withoutBrowser !== null) return;
    await page.close();
    await hosted.close();
    expect(complaints).toEqual([]);
  });

  test('a callback that is posted appears without reload in under a second, and moves on in place', async () => {
    page = await open();
    await page.getByText('No message here.').waitFor();
    await live();
    await hosted.deliver({ messageId: 'm-live', status: 'sent' });
    await row('m-live').waitFor({ timeout: 1_000 });
    await becomes('accepted', '1', 1_000);
    await hosted.deliver({ messageId: 'm-live', status: 'delivered' });
    await row('m-live').getByText('delivered').waitFor({ timeout: 1_000 });
    await becomes('delivered', '1', 1_500);
    expect(await row('m-live').count()).toBe(1);
  });

  test('tiles add up to what was recorded', async () => {
    await fill();
    page = await open();
    await becomes('accepted', '5', 5_000);
    const shown = await Promise.all(
      ['delivered', 'failed', 'in-transit', 'no-receipt', 'rate', 'coverage'].map((name) => tile(name).textContent()),
    );
    expect(shown).toEqual(['1', '3', '1', '0', '25%', '80%']);
  });

  test('a failure reason drills down, Back undoes it, and the address alone shows the same', async () => {
    await fill();
    page = await open();
    await row('m-delivered').waitFor();
    await page.getByRole('button', { name: /^Code 30003/ }).click();
    await row('m-delivered').waitFor({ state: 'detached' });
    expect(await page.locator('.rows tr').count()).toBe(2);
    await becomes('failed', '2', 5_000);
    const address = page.url();
    expect(new URL(address).searchParams.get('errorCode')).toBe('30003');
    await page.goBack();
    await row('m-delivered').waitFor();
    await becomes('failed', '3', 5_000);
    await page.goto(address);
    await row('m-handset-too').waitFor();
    expect(await page.locator('.rows tr').count()).toBe(2);
    await page.getByRole('button', { name: /^Error code: 30003/ }).click();
    await row('m-delivered').waitFor();
  });

  test('search and filters narrow the list', async () => {
    await fill();
    page = await open();
    await row('m-delivered').waitFor();
    await page.getByLabel('Search').fill('m-opted');
    await row('m-delivered').waitFor({ state: 'detached' });
    await row('m-opted-out').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Outcome').selectOption('received');
    await row('m-inbound').waitFor();
    await row('m-opted-out').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${hosted.url}/?outcome=received`);
  });

  test('a message opens with its timeline: repeated, out of order and contradictory events are marked', async () => {
    const at = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
    const message = { messageId: 'm-story', dialect: 'platform', body: 'canary-text' } as const;
    await hosted.deliver({ ...message, status: 'delivered', timestamp: at(60) });
    await hosted.deliver({ ...message, status: 'sent', timestamp: at(90) });
    const failure = { ...message, status: 'undelivered', errorCode: '30004', timestamp: at(50) } as const;
    await hosted.deliver(failure);
    await hosted.deliver(failure);
    page = await open('/?range=7d');
    await row('m-story').getByRole('link').click();
    const facts = page.locator('.timeline > li');
    await facts.nth(2).waitFor();
    expect(await facts.evaluateAll((items) => items.map((item) => item.getAttribute('data-status')))).toEqual([
      'sent',
      'delivered',
      'undelivered',
    ]);
    await facts
      .nth(0)
      .getByText(/^out of order/)
      .waitFor();
    await facts
      .nth(1)
      .getByText(/^contradictory/)
      .waitFor();
    await facts.nth(2).getByText('repeated: delivered 2 times', { exact: false }).waitFor();
    await facts
      .nth(2)
      .getByText(/^late:/)
      .waitFor();
    await page.getByText('The carrier of the recipient blocked the message.').first().waitFor();

    expect(await page.locator('main').textContent()).not.toContain('canary-text');
    await facts.nth(0).getByText('What was recorded').click();
    expect(await page.locator('main').textContent()).not.toContain('canary-text');
    await facts.nth(0).getByRole('button', { name: 'Show numbers and texts' }).click();
    await facts
      .nth(0)
      .getByText(/canary-text/)
      .waitFor();

    await hosted.deliver({ ...message, status: 'read', timestamp: at(0) });
    await facts.nth(3).waitFor({ timeout: 1_000 });
    await page.getByRole('link', { name: '← All messages' }).click();
    await row('m-story').waitFor();
    expect(page.url()).toBe(`${hosted.url}/?range=7d`);
  });

  test('while paused updates wait and are counted; nothing moves until they are asked for', async () => {
    await fill();
    page = await open();
    await row('m-delivered').waitFor();
    await live();
    await page.getByRole('button', { name: 'Pause' }).click();
    for (const messageId of ['m-a', 'm-b', 'm-c']) await hosted.deliver({ messageId });
    const pill = page.getByRole('button', { name: '3 updates wait: show' });
    await pill.waitFor();
    expect(await row('m-a').count()).toBe(0);
    await pill.click();
    await row('m-a').waitFor();
    await pill.waitFor({ state: 'detached' });
  });

  test('the list loads page after page by cursor, and does not move under whoever has scrolled', async () => {
    await Promise.all(Array.from({ length: 350 }, (_, n) => hosted.deliver({ messageId: `m-${n}` })));
    page = await open();
    await row('m-').first().waitFor();
    await live();
    const list = page.getByRole('region', { name: 'List of messages' });
    const seen = new Set<string>();
    for (let step = 0; seen.size < 350 && step < 200; step += 1) {
      for (const text of await page.locator('.rows .message-link').allTextContents()) seen.add(text);
      await list.evaluate((element) => element.scrollBy(0, 400));
      await page.waitForTimeout(30);
    }
    expect(seen.size).toBe(350);
    // Far fewer rows than messages are in the page.
    expect(await page.locator('.rows tr').count()).toBeLessThan(60);
    const shown = () => page.locator('.rows .message-link').allTextContents();
    const before = await shown();
    await hosted.deliver({ messageId: 'm-new' });
    const pill = page.getByRole('button', { name: '1 update waits: show' });
    await pill.waitFor();
    expect(await shown()).toEqual(before);
    await pill.click();
    await row('m-new').waitFor();
  });

  test('by key alone: filter by a reason, open a message, go back', async () => {
    await fill();
    page = await open();
    await row('m-delivered').waitFor();
    const tabTo = async (text: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.textContent')) === text) return;
      }
      throw new Error(`${text} cannot be reached by Tab.`);
    };
    await tabTo('21610');
    await page.keyboard.press('Enter');
    await row('m-delivered').waitFor({ state: 'detached' });
    await tabTo('m-opted-out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'm-opted-out' }).waitFor();
    await tabTo('← All messages');
    await page.keyboard.press('Enter');
    await row('m-opted-out').waitFor();
  });

  test('what came while the connection was lost is there once it is back', { timeout: 60_000 }, async () => {
    const line = await cuttableLine(hosted.url);
    page = await open(line.url);
    await live();
    await hosted.deliver({ messageId: 'm-before' });
    await row('m-before').waitFor();
    await line.cut();
    await page.getByText('Connection lost, trying again…').waitFor();
    for (const messageId of ['m-missed', 'm-missed-too']) await hosted.deliver({ messageId });
    await page.waitForTimeout(1_000);
    await line.mend();
    await row('m-missed-too').waitFor({ timeout: 20_000 });
    await live();
    expect(await page.locator('.rows tr').count()).toBe(3);
    await becomes('accepted', '3', 5_000);
    await hosted.deliver({ messageId: 'm-after' });
    await row('m-after').waitFor({ timeout: 1_000 });
    // That it could not be reached is what the browser has to say of it.
    complaints = complaints.filter((text) => !/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)/.test(text));
    await page.close();
    await line.cut();
  });

  test('markup and the like in what a stranger wrote is text', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202e=1+1';
    await hosted.deliver({ messageId: hostile, from: hostile, to: hostile, body: hostile.repeat(100) });
    page = await open();
    await row('onerror').getByRole('link').click();
    await page.getByRole('button', { name: 'Show text' }).click();
    await page.getByText(hostile.repeat(100)).waitFor();
    expect([await page.title(), await page.locator('main img, main script').count()]).toEqual(['StatusWire', 0]);
  });

  test.each(schemes)('the accessibility checker finds nothing serious, %s, wide and narrow', async (colorScheme) => {
    await fill();
    for (const width of [1280, 375]) {
      page = await open('/?status=undelivered', { colorScheme, viewport: { width, height: 812 } });
      await row('m-handset-too').waitFor();
      await page.getByText('Filters', { exact: true }).click();
      await page.getByText('The same as a table').click();
      expect(await violations()).toEqual([]);
      await row('m-handset-too').getByRole('link').click();
      await page.getByText('What was recorded').first().click();
      expect(await violations()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      if (width !== 375) await page.close();
    }
  });
});

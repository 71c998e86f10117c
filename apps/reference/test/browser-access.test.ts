import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startBrowser, withoutBrowser } from '@statuswire/browser';
import { createMemoryStore } from '@statuswire/ledger';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkMessage } from '../src/api/reconciler.ts';
import { type Hosted, host, hosts } from './hosted.ts';

const builder = fileURLToPath(new URL('../../dashboard/build/build-if-stale.ts', import.meta.url));
const secret = 'a-secret-of-some-length';
const credentials = [{ name: 'anna', secret, rights: ['read', 'check'] }] as const;

let browser: Browser;
let hosted: Hosted;

beforeAll(async () => {
  if (withoutBrowser !== null) return;
  await promisify(execFile)(process.execPath, [builder]);
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe.each(hosts)('in a browser that asks for a password, on %s', (framework, createHost) => {
  beforeEach(async ({ skip }) => {
    skip(withoutBrowser !== null, withoutBrowser ?? '');
    hosted = await host({ framework, createHost, store: createMemoryStore(), access: { credentials } });
  });
  afterEach(async () => {
    if (withoutBrowser === null) await hosted.close();
  });

  test('page, data and event stream come with it, facts appear live, and buttons may be pressed', async () => {
    const context = await browser.newContext({ httpCredentials: { username: 'anna', password: secret } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const answered = new Map<string, number>();
    page.on('response', (response) => answered.set(new URL(response.url()).pathname, response.status()));
    await page.goto(hosted.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await hosted.deliver({ messageId: 'm-behind-a-password', status: 'delivered' });
    await page.locator('[data-tile=delivered] strong', { hasText: /^1$/ }).waitFor({ timeout: 5_000 });
    expect(Object.fromEntries(answered)).toMatchObject({ '/': 200, '/api/feed/stream': 200, '/api/summary': 200 });

    // As a button does: the browser itself adds the password, and says from where the page is.
    const path = checkMessage.path.replace('{projectId}', 'p').replace('{messageId}', 'm');
    const status = await page.evaluate(async (url) => (await fetch(url, { method: 'POST' })).status, path);
    expect(status).toBe(409);
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    await context.close();
  });

  test('without it nothing is shown', async () => {
    const page = await browser.newPage();
    await expect(page.goto(hosted.url)).rejects.toThrow('ERR_INVALID_AUTH_CREDENTIALS');
    expect(hosted.refusals).toContain('no_credentials');
    await page.close();
  });

  test('a page of another site can use that password for nothing', async () => {
    const stranger = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>stranger</title>');
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const context = await browser.newContext({ httpCredentials: { username: 'anna', password: secret } });
    const page = await context.newPage();
    await page.goto(hosted.url);
    await page.goto(`http://localhost:${port}/`);
    const before = hosted.refusals.length;
    await page.evaluate(async (url) => {
      const asks = [
        { method: 'GET', path: '/api/messages' },
        { method: 'POST', path: '/api/messages/p/m/check' },
      ];
      for (const { method, path } of asks) {
        await fetch(url + path, { method, mode: 'no-cors', credentials: 'include' }).catch(() => {});
      }
    }, hosted.url);
    expect(hosted.refusals.slice(before)).toEqual(['cross_site', 'cross_site']);
    await context.close();
    stranger.close();
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { createPageRoutes } from '../src/pages/page-routes.ts';
import { host, hosts } from './hosted.ts';

const dashboard = new URL('../../dashboard/package.json', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'statuswire-pages-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>built</title>');
writeFileSync(join(folder, 'secret.key'), 'secret');
writeFileSync(join(folder, 'assets', 'main-1.js'), 'export {};');
const built = createPageRoutes(folder);
const missing = createPageRoutes(join(folder, 'nothing'));
rmSync(folder, { recursive: true });

describe.each(hosts)('the pages on %s', (framework, createHost) => {
  const start = (pages: typeof built) => host({ framework, createHost, store: createMemoryStore(), pages });

  test('are served with a policy that lets nothing in from elsewhere', async () => {
    const hosted = await start(built);
    for (const path of ['/', '/messages/p/m%2F1?status=sent']) {
      const response = await fetch(hosted.url + path);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(response.headers.get('x-frame-options')).toBe('DENY');
      expect(await response.text()).toContain('<title>built</title>');
    }
    const script = await fetch(`${hosted.url}/assets/main-1.js`);
    expect([script.headers.get('content-type'), script.headers.get('cache-control')]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    for (const path of ['/secret.key', '/assets/..%2Findex.html', '/assets/other.js', '/nowhere']) {
      expect((await fetch(hosted.url + path)).status).toBe(404);
    }
    expect((await fetch(hosted.url, { headers: { forwarded: 'for=192.0.2.1' } })).status).toBe(403);
    await hosted.close();
  });

  test('of an address that leads nowhere a browser is shown the page, a program a problem document', async () => {
    const hosted = await start(built);
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
    const ask = async (path: string, accept: string, method = 'GET') => {
      const response = await fetch(hosted.url + path, { method, headers: { accept } });
      return [response.status, response.headers.get('content-type'), await response.text()];
    };
    const page = [404, 'text/html; charset=utf-8', '<!doctype html><title>built</title>'];
    const problem = [404, 'application/problem+json', expect.stringContaining('"status":404')];
    for (const path of ['/nowhere', '/quarantin?range=7d', '/messages/p', '/messages/p/m/more', '/apis', '/%E0%A4%A']) {
      expect([path, ...(await ask(path, browser))]).toEqual([path, ...page]);
    }
    const unreadable = [400, 'application/problem+json', expect.stringContaining('"status":400')];
    for (const path of ['/messages/%E0/x', '/messages/a/%']) {
      expect([path, ...(await ask(path, browser))]).toEqual([path, ...page]);
      expect([path, ...(await ask(path, '*/*'))]).toEqual([path, ...unreadable]);
      expect([path, ...(await ask(`/api${path}`, browser))]).toEqual([path, ...unreadable]);
    }
    expect(await ask('/nowhere', 'application/json;q=0.5, text/html')).toEqual(page);
    expect(await ask('/nowhere', browser, 'HEAD')).toEqual([404, 'text/html; charset=utf-8', '']);
    for (const accept of ['*/*', 'application/json', 'text/html;q=0.5, application/json', 'text/html;q=0']) {
      expect([accept, ...(await ask('/nowhere', accept))]).toEqual([accept, ...problem]);
    }
    for (const path of [
      '/api',
      '/API/nowhere',
      '/api?x',
      '/assets/other.js',
      '/assets/a/b',
      '/callbacks',
      '/callbacks/other',
      '/metrics/x',
      '/healthz/x',
      '/readyz/x',
    ]) {
      expect([path, ...(await ask(path, browser))]).toEqual([path, ...problem]);
    }
    expect(await ask('/nowhere', browser, 'POST')).toEqual(problem);
    // Whoever may not see the pages is told so here, too.
    const forwarded = { accept: browser, forwarded: 'for=192.0.2.1' };
    expect((await fetch(`${hosted.url}/nowhere`, { headers: forwarded })).status).toBe(403);
    await hosted.close();
  });

  test('say how to build them where they are not', async () => {
    const hosted = await start(missing);
    const response = await fetch(hosted.url);
    const { name, scripts } = JSON.parse(readFileSync(dashboard, 'utf8'));
    expect(scripts).toHaveProperty('build');
    expect([response.status, await response.text()]).toEqual([
      503,
      expect.stringContaining(`npx -y pnpm@12 --filter ${name} build`),
    ]);
    await hosted.close();
  });
});

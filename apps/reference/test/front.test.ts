import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createMemoryStore } from '@statuswire/ledger';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listMessages } from '../src/api/messages.ts';
import { streamFeed } from '../src/api/stream.ts';
import { callbackPath, type Route } from '../src/host.ts';
import { createPageRoutes } from '../src/pages/page-routes.ts';
import { type Hosted, host, hosts } from './hosted.ts';
import { securityHeaderValues } from './security-header-values.ts';

const script = `export const words = [${Array.from({ length: 900 }, (_, n) => `'word ${n}'`).join(', ')}];\n`;
const folder = mkdtempSync(join(tmpdir(), 'statuswire-front-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>built</title>');
writeFileSync(join(folder, 'assets', 'main.js'), script);
const pages = createPageRoutes(folder);
rmSync(folder, { recursive: true });

const rows = Array.from({ length: 20_000 }, (_, n) => `row ${n}\r\n`);
/** A download, written bit by bit and no faster than it is read. */
const download: Route = {
  method: 'GET',
  path: '/download',
  needs: 'nothing',
  answer: () => ({
    status: 200,
    headers: { 'content-type': 'text/csv' },
    async start(response) {
      for (const row of rows) {
        if (!response.write(row)) await new Promise((resolve) => response.once('drain', resolve));
      }
      response.end();
    },
  }),
};

describe.each(hosts)('in front of %s', (framework, createHost) => {
  let hosted: Hosted;
  beforeEach(async () => {
    hosted = await host({ framework, createHost, store: createMemoryStore(), pages, routes: [download] });
  });
  afterEach(() => hosted.close());

  interface Got {
    readonly headers: IncomingHttpHeaders;
    readonly bytes: Buffer;
  }

  // `fetch` would undo the compression, and hide it.
  function get(path: string, acceptEncoding?: string, method = 'GET'): Promise<Got> {
    const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding };
    return new Promise((resolve, reject) => {
      request(hosted.url + path, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
      })
        .on('error', reject)
        .end();
    });
  }

  test('every answer has the security headers: pages, API, errors, callbacks and the event stream', async () => {
    const stream = new AbortController();
    const responses = [
      await fetch(`${hosted.url}/`),
      await fetch(hosted.url + listMessages.path),
      await fetch(`${hosted.url}/nowhere`),
      await fetch(`${hosted.url}/healthz`, { method: 'DELETE' }),
      await fetch(`${hosted.url}/api/messages/p/%E0%A4%A`),
      await fetch(hosted.url + callbackPath, { method: 'POST' }),
      await hosted.deliver(),
      await fetch(hosted.url + streamFeed.path, { signal: stream.signal }),
    ];
    for (const response of responses) {
      expect(Object.fromEntries(response.headers)).toMatchObject(securityHeaderValues);
      expect(response.headers.get('x-powered-by')).toBeNull();
    }
    stream.abort();
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('answers are compressed by %s where the client takes it', async (encoding, decompress) => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => hosted.deliver({ messageId: `m${n}` })));
    const plain = await get(listMessages.path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const { headers, bytes } = await get(listMessages.path, `${encoding};q=0.8`);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(headers['content-length']).toBeUndefined();
    expect(bytes.length).toBeLessThan(plain.bytes.length / 3);
    expect(decompress(bytes)).toEqual(plain.bytes);
    const file = await get('/download', encoding);
    expect(decompress(file.bytes).toString()).toBe(rows.join(''));
    expect((await get(listMessages.path, encoding, 'HEAD')).bytes).toHaveLength(0);
  });

  test('what is short, a callback’s answer among it, is sent as it is', async () => {
    for (const path of ['/healthz', '/'])
      expect((await get(path, 'br, gzip')).headers['content-encoding']).toBeUndefined();
    const answered = await hosted.deliver();
    expect(answered.headers.get('content-encoding')).toBeNull();
    expect(answered.headers.get('vary')).toBeNull();
  });

  test('built files are sent in their smallest form once that is there, and at once before', async () => {
    const first = await get('/assets/main.js', 'gzip, br');
    const smallest = await vi.waitFor(async () => {
      const got = await get('/assets/main.js', 'gzip, br');
      expect(got.headers['content-length']).toBe(String(got.bytes.length));
      return got;
    });
    expect([first, smallest].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'br']);
    expect([first, smallest].map(({ bytes }) => brotliDecompressSync(bytes).toString())).toEqual([script, script]);
    expect(smallest.headers.vary).toMatch(/accept-encoding/i);
    const zipped = await get('/assets/main.js', 'gzip;q=1.0, br;q=0');
    expect([zipped.headers['content-encoding'], gunzipSync(zipped.bytes).toString()]).toEqual(['gzip', script]);
    const plain = await get('/assets/main.js');
    expect([plain.headers['content-encoding'], plain.bytes.toString()]).toEqual([undefined, script]);
  });

  test('an event stream is never compressed, so that each event is there at once', async () => {
    const events: string[] = [];
    const asked = request(hosted.url + streamFeed.path, { headers: { 'accept-encoding': 'br, gzip' } }, (response) => {
      expect(response.headers['content-encoding']).toBeUndefined();
      response.setEncoding('utf8').on('data', (text: string) => events.push(text));
    });
    asked.on('error', () => {}).end();
    await vi.waitFor(() => expect(events.join('')).toContain('event: ready'));
    await hosted.deliver();
    await vi.waitFor(() => expect(events.join('')).toContain('event: fact'));
    asked.destroy();
  });
});

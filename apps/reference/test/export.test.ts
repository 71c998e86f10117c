import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { StatusWireError } from '@statuswire/contracts';
import type { LedgerStore } from '@statuswire/ledger';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exportMessages } from '../src/api/export.ts';
import { listMessages } from '../src/api/messages.ts';
import { byteOrderMark, csvRow, neutralised } from '../src/export/csv.ts';
import { answerOf, expectDescribed } from './api-client.ts';
import { recordHistory } from './history.ts';
import { host, subjects } from './hosted.ts';

/** A store that does something before each page of a list. */
function listing(store: LedgerStore, before: () => void): LedgerStore {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (name === 'list') before();
        return Reflect.apply(value, target, given);
      };
    },
  });
}

/** Reads CSV as RFC 4180 says. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const [, written = '', end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error('This is no CSV.');
    rows.at(-1)?.push(written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('a row of CSV', () => {
  test.each([
    '=1+1',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u202e=1',
    '＝1+1',
    '\0=1',
    '|cmd',
    '%0A=1',
    '+1555;=cmd|calc',
  ])('gives no spreadsheet %j to compute', (text) => {
    expect(neutralised(text)).toMatch(/^'/);
  });

  test.each(['+12065550143', 'hello', '1-2', 'a=b', '', 'it’s'])('leaves %j as it is', (text) => {
    expect(neutralised(text)).toBe(text);
  });

  test('is read back as what was written, whatever it is', () => {
    const cells = fc.array(fc.string({ unit: fc.constantFrom(...'ab",;\r\n\t =+\0 é🚀') }), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(cells, (given) => {
        expect(readCsv(csvRow(given))).toEqual([given.map(neutralised)]);
      }),
    );
  });
});

describe.each(subjects)('an export, $framework on $storeName', ({ framework, createHost, createStore }) => {
  async function start(store: LedgerStore = createStore()) {
    const hosted = await host({ framework, createHost, store });
    onTestFinished(() => hosted.close());
    return hosted;
  }

  test('holds what the list holds, in its order, in both formats', async () => {
    const { url, ledger } = await start();
    await recordHistory(ledger, { seed: 4, messages: 700, until: Date.now(), hours: 48 });
    for (const filter of [{}, { outcome: 'failed' }, { search: '+1206' }] as const) {
      const listed: Awaited<ReturnType<typeof answerOf<typeof listMessages>>>['items'][number][] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const query = { ...filter, limit: 500, ...(after === '' ? {} : { after }) };
        const page: Awaited<ReturnType<typeof answerOf<typeof listMessages>>> = await answerOf(url, listMessages, {
          query,
        });
        listed.push(...page.items);
        after = page.next ?? undefined;
      }
      expect(listed.length).toBeGreaterThan(50);

      const query = new URLSearchParams(filter);
      const lines = await fetch(`${url}${exportMessages.path}?${query}&format=jsonl&texts=true`);
      expect(lines.headers.get('content-type')).toBe('application/jsonl');
      expect(lines.headers.get('x-expected-rows')).toBe('search' in filter ? null : String(listed.length));
      const told = (await lines.text()).split('\n').slice(0, -1);
      expect(told.map((line) => JSON.parse(line))).toEqual(listed);

      const csv = await fetch(`${url}${exportMessages.path}?${query}`);
      expect([csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual([
        'text/csv; charset=utf-8',
        expect.stringMatching(/^attachment; filename="messages-[\dT-]+Z\.csv"$/),
      ]);
      const bytes = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await csv.arrayBuffer());
      expect(bytes.startsWith(byteOrderMark)).toBe(true);
      const [names = [], ...rows] = readCsv(bytes.slice(1));
      expect(names).not.toContain('body');
      expect(rows.map((row) => row[names.indexOf('messageId')])).toEqual(listed.map(({ messageId }) => messageId));
      expect(rows.map((row) => row[names.indexOf('to')])).toEqual(listed.map(({ to }) => to));
    }
  });

  test('leaves texts out unless they are asked for, and is as OpenAPI describes it', async () => {
    const { url, deliver } = await start();
    const hostile = '=HYPERLINK("https://attacker.invalid";"x")\r\n\0\u202e';
    await deliver({ dialect: 'platform', messageId: 'm-1', body: hostile, customVariables: { order: 'canary' } });
    const read = async (query: string) => await (await fetch(`${url}${exportMessages.path}?${query}`)).text();
    const place = ['paths', exportMessages.path, 'get', 'responses', '200', 'content', 'application/jsonl', 'schema'];
    for (const texts of [true, false]) {
      const line = await read(`format=jsonl&texts=${texts}`);
      expect(line.includes('canary') && line.includes('HYPERLINK')).toBe(texts);
      expectDescribed(JSON.parse(line), place, 'a line');
      const csv = await read(`format=csv&texts=${texts}`);
      expect(csv.includes('canary')).toBe(texts);
      expect(csv).not.toMatch(/(?:^|[,"])=/m);
      expect(readCsv(csv)).toHaveLength(2);
    }
  });

  test('refuses what it does not know, and whoever does not ask from this machine', async () => {
    const { url } = await start();
    expect((await fetch(`${url}${exportMessages.path}?format=xml`)).status).toBe(400);
    expect((await fetch(`${url}${exportMessages.path}?limit=5`)).status).toBe(400);
    expect((await fetch(url + exportMessages.path, { headers: { forwarded: 'for=192.0.2.1' } })).status).toBe(403);
    expect((await fetch(url + exportMessages.path, { method: 'POST' })).status).toBe(405);
  });

  test('reads no further than it is read, and no more once nobody reads', async () => {
    let read = 0;
    const counted = listing(createStore(), () => {
      read += 1;
    });
    const { url, ledger } = await start(counted);
    // Far more than sockets hold.
    const body = 'x'.repeat(20_000);
    for (let batch = 0; batch < 5; batch += 1) {
      await Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          ledger.expect({ projectId: 'p', messageId: `m-${batch}-${index}`, from: '', to: '', body }),
        ),
      );
    }
    const [response] = await once(get(`${url}${exportMessages.path}?format=jsonl&texts=true`), 'response');
    await setTimeout(500);
    const readUnread = read;
    expect(readUnread).toBeLessThan(8);
    response.destroy();
    await setTimeout(200);
    expect(read).toBeLessThanOrEqual(readUnread + 1);
  });

  test('that the database cuts off midway does not look whole, and nothing else suffers', async () => {
    let pages = 0;
    const failing = listing(createStore(), () => {
      pages += 1;
      if (pages === 3) throw new StatusWireError('STATUSWIRE_UNAVAILABLE', 'The disk is gone.');
    });
    const { url, ledger } = await start(failing);
    await recordHistory(ledger, { seed: 2, messages: 900, until: Date.now(), hours: 5, events: 'one' });
    const broken = await fetch(`${url}${exportMessages.path}?format=jsonl`);
    expect(broken.status).toBe(200);
    await expect(broken.text()).rejects.toThrow();
    const whole = await fetch(`${url}${exportMessages.path}?format=jsonl`);
    expect((await whole.text()).split('\n')).toHaveLength(901);
  });
});

import { createMemoryStore, defaultCheckAt, type LedgerStore, type MessageFilter } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import type { ListQuery } from '@statuswire/ledger/store';
import { createChance, makeEvent } from '@statuswire/ledger/testing';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

// More messages, series and search results than one page may look at: each way to find a page meets its bounds here.
const messages = 7_000;
const numbers = 700;
const start = Date.parse('2026-03-01T10:00:00.000Z');
const receiptCutoff = new Date(start + 3_000 * 1_000).toISOString();

vi.setConfig({ testTimeout: 120_000 });
let server: PostgresServer;
let pool: Pool;
let store: LedgerStore;
const measure = createMemoryStore();

beforeAll(async () => {
  server = await startPostgres({ settings: ['fsync=off'] });
  pool = new Pool({ connectionString: server.connectionString });
  store = createPostgresStore({ sql: pool });
  await store.migrate();
  const chance = createChance(1);
  const events = Array.from({ length: messages }, (_, index) => {
    const second = (at: number) => new Date(start + at * 1_000).toISOString();
    const identity = {
      messageId: `message-${String(chance.below(10 ** 9)).padStart(9, '0')}-${index}`,
      from: `+1555${String(chance.below(numbers)).padStart(7, '0')}`,
      customVariables: { batch: index % 10 === 0 ? 'rare' : `common-${index}` },
      media: index % 50 === 0 ? 1 : null,
    };
    const sent = makeEvent({ ...identity, receivedAt: second(index) });
    // Times of their own, so that there is one order only.
    const later = second(messages + ((index * 3_571) % messages));
    if (index % 1_000 === 7) {
      return [
        sent,
        makeEvent({ ...identity, status: 'failed', error: { code: '30003', message: null }, receivedAt: later }),
      ];
    }
    return index % 3 === 0 ? [sent] : [sent, makeEvent({ ...identity, status: 'delivered', receivedAt: later })];
  }).flat();
  for (let from = 0; from < events.length; from += 1_000) {
    const entries = events.slice(from, from + 1_000).map((event) => ({ event, provenance: null }));
    await store.append(entries, { checkAt: defaultCheckAt });
    await measure.append(entries, { checkAt: defaultCheckAt });
  }
}, 120_000);
afterAll(async () => {
  await store.close();
  await pool.end();
  await server.stop();
});

async function idsOf(of: LedgerStore, query: Omit<ListQuery, 'after'>): Promise<readonly string[]> {
  const ids: string[] = [];
  let pages = 0;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<LedgerStore['list']>> = await of.list({ ...query, after });
    ids.push(...page.items.map(({ messageId }) => messageId));
    pages += 1;
    expect(pages, 'the list comes to no end').toBeLessThan(2 * messages);
    if (page.next === null) return ids;
    after = page.next;
  }
}

const filters: Readonly<Record<string, MessageFilter>> = {
  'without a filter': {},
  'of a time': { since: new Date(start + 500_000).toISOString(), until: new Date(start + 4_000_000).toISOString() },
  'of many series': { status: 'delivered' },
  'of more series than are looked at one by one': { kind: 'sms' },
  'of a few messages in many series': { status: 'failed', errorCode: '30003' },
  'of one number': { number: '+15550000007' },
  'of what is awaited': { outcome: 'in_transit' },
  'of what is awaited no more, in many series': { outcome: 'accepted_no_receipt' },
  'of nothing': { number: '+1999' },
  'of a search that finds all': { search: 'message-' },
  'of a search that finds much, and a filter that lets little through': { search: 'common', errorCode: '30003' },
  'of a search that finds little': { search: 'message-0001' },
  'of a search with a filter': { search: 'rare', status: 'delivered' },
};

describe('a list of thousands of messages', () => {
  for (const [name, filter] of Object.entries(filters)) {
    for (const sort of ['firstSeenAt', 'lastSeenAt'] as const) {
      test(`${name}, by ${sort}`, async () => {
        for (const order of ['ascending', 'descending'] as const) {
          const query = { filter, sort, order, receiptCutoff };
          const expected = await idsOf(measure, { ...query, limit: 10_000 });
          expect(await idsOf(store, { ...query, limit: 300 })).toEqual(expected);
        }
      });
    }
  }
});

import {
  type Consumer,
  createLedger,
  createMemoryStore,
  createMemoryTables,
  type LedgerStore,
} from '@statuswire/ledger';
import { afterEach, describe, expect, test } from 'vitest';
import { eventOf, gate } from './events.ts';

const running: Consumer[] = [];
const started = (consumer: Consumer) => {
  running.push(consumer);
  return consumer;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
});

const brisk = { backoffMs: 1, pollMs: 10 } as const;

describe('a consumer', () => {
  test('is handed every fact in order, old and new, and goes on where it stopped', async () => {
    const store = createMemoryStore();
    const ledger = createLedger({ store });
    const seen: string[] = [];
    for (const id of ['a', 'b']) await ledger.record(eventOf(id));
    const first = started(ledger.consume('mail', ({ messageId }) => seen.push(messageId), brisk));
    await expect.poll(() => seen).toEqual(['a', 'b']);
    await ledger.record(eventOf('c'));
    await expect.poll(() => seen).toEqual(['a', 'b', 'c']);
    await first.stop();
    await ledger.record(eventOf('d'));
    started(createLedger({ store }).consume('mail', ({ messageId }) => seen.push(messageId), brisk));
    await expect.poll(() => seen).toEqual(['a', 'b', 'c', 'd']);
  });

  test('that begins at the end sees only what is recorded later', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    await ledger.record(eventOf('old'));
    const seen: string[] = [];
    started(ledger.consume('late', ({ messageId }) => seen.push(messageId), { ...brisk, start: 'end' }));
    await expect.poll(async () => ledger.record(eventOf('new')).then(() => seen)).toEqual(['new']);
  });

  test('retries with backoff, then sets the fact aside with the reason, and the rest goes on', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    for (const id of ['good', 'poison', 'good too']) await ledger.record(eventOf(id));
    const attempts: string[] = [];
    const handler = ({ messageId }: { readonly messageId: string }, { attempt }: { readonly attempt: number }) => {
      attempts.push(`${messageId} ${attempt}`);
      if (messageId === 'poison') throw new RangeError('cannot be handled');
    };
    started(ledger.consume('mail', handler, { ...brisk, maxAttempts: 3 }));
    const setAside = () => ledger.setAside({ name: 'mail' });
    await expect.poll(async () => (await setAside()).items.length).toBe(1);
    expect(attempts).toEqual(['good 1', 'poison 1', 'poison 2', 'poison 3', 'good too 1']);
    const [note] = (await setAside()).items;
    expect(note).toMatchObject({
      reason: 'RangeError: cannot be handled',
      attempts: 3,
      event: { messageId: 'poison' },
    });
    expect(await ledger.forgetSetAside('mail', note?.cursor ?? '')).toBe(true);
    expect((await setAside()).items).toEqual([]);
  });

  test('handles several messages at once, but the facts of one in order', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    for (const status of ['queued', 'sent', 'delivered'] as const) {
      for (const id of ['a', 'b']) await ledger.record(eventOf(id, { status }));
    }
    const log: string[] = [];
    const held = gate();
    const handler = async ({ messageId, status }: { readonly messageId: string; readonly status: string }) => {
      log.push(`${messageId} ${status}`);
      if (messageId === 'a' && status === 'queued') await held.opened;
      log.push(`${messageId} ${status} done`);
    };
    started(ledger.consume('mail', handler, { ...brisk, concurrency: 2 }));
    await expect.poll(() => log.filter((entry) => entry.startsWith('b')).length).toBe(6);
    expect(log.filter((entry) => entry.startsWith('a'))).toEqual(['a queued']);
    held.open();
    await expect.poll(() => log.length).toBe(12);
    for (const id of ['a', 'b']) {
      expect(log.filter((entry) => entry.startsWith(id))).toEqual(
        ['queued', 'sent', 'delivered'].flatMap((status) => [`${id} ${status}`, `${id} ${status} done`]),
      );
    }
  });

  test('shared by several processes hands each fact to one of them, and another takes over when one dies', async () => {
    const tables = createMemoryTables();
    const processes = [1, 2].map(() => createLedger({ store: createMemoryStore({ tables }) }));
    const [first, second] = processes;
    if (first === undefined || second === undefined) throw new Error('two are needed');
    const seen: string[] = [];
    const options = { ...brisk, leaseMs: 200 };
    const one = first.consume('mail', ({ messageId }) => seen.push(`one ${messageId}`), options);
    await first.record(eventOf('a'));
    await expect.poll(() => seen).toEqual(['one a']);
    started(second.consume('mail', ({ messageId }) => seen.push(`two ${messageId}`), options));
    for (let index = 0; index < 20; index += 1) await first.record(eventOf(`m${index}`));
    await expect.poll(() => seen.length).toBe(21);
    expect(new Set(seen.map((entry) => entry.split(' ')[1])).size).toBe(21);
    await one.stop();
    await second.record(eventOf('z'));
    await expect.poll(() => seen).toContain('two z');
    expect(seen).toHaveLength(22);
  });

  test('that lost its lease stops, and does not move the position', async () => {
    const store = createMemoryStore();
    const ledger = createLedger({ store });
    await ledger.record(eventOf('a'));
    const aborted = gate();
    const entered = gate();
    const handler = async (_event: unknown, { signal }: { readonly signal: AbortSignal }) => {
      signal.addEventListener('abort', aborted.open);
      entered.open();
      await aborted.opened;
    };
    const consumer = ledger.consume('mail', handler, { ...brisk, leaseMs: 30 });
    await entered.opened;
    const later = new Date(Date.now() + 60_000).toISOString();
    const thief = { name: 'mail', owner: 'thief', now: later, leaseUntil: later, start: 'beginning' } as const;
    expect(await store.leaseConsumer(thief)).toEqual({ cursor: null });
    await aborted.opened;
    await consumer.stop();
    expect(await store.leaseConsumer(thief)).toEqual({ cursor: null });
  });

  test('tells of a store that fails, and goes on by itself', async () => {
    const sound = createMemoryStore();
    let failures = 2;
    const store: LedgerStore = {
      ...sound,
      feed: (query) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('gone for a moment')) : sound.feed(query);
      },
    };
    const ledger = createLedger({ store });
    await ledger.record(eventOf('a'));
    const errors: unknown[] = [];
    const seen: string[] = [];
    const onError = (error: unknown) => errors.push(error);
    started(ledger.consume('mail', ({ messageId }) => seen.push(messageId), { ...brisk, onError }));
    await expect.poll(() => seen).toEqual(['a']);
    expect(errors).toHaveLength(2);
  });

  test('that has nothing to do hardly writes', async () => {
    const sound = createMemoryStore();
    let leases = 0;
    const leaseConsumer: LedgerStore['leaseConsumer'] = (request) => {
      leases += 1;
      return sound.leaseConsumer(request);
    };
    const ledger = createLedger({ store: { ...sound, leaseConsumer } });
    const seen: string[] = [];
    started(ledger.consume('mail', ({ messageId }) => seen.push(messageId), { backoffMs: 1, pollMs: 1 }));
    for (const id of ['a', 'b', 'c']) {
      await ledger.record(eventOf(id));
      await expect.poll(() => seen).toContain(id);
    }
    expect(leases).toBe(1);
  });

  test('refuses a name and options that are wrong', () => {
    const ledger = createLedger({ store: createMemoryStore() });
    expect(() => ledger.consume('with space', () => {})).toThrow(/name/);
    expect(() => ledger.consume('mail', () => {}, { maxAttempts: 0 })).toThrow(/maxAttempts/);
  });
});

import { type Consumer, createLedger, createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { createMemoryTables } from '@statuswire/ledger/store';
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
    const onError = (error: unknown) => {
      errors.push(error);
      throw new Error('an observer that fails');
    };
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

  test('whose handler never ends gives an attempt up in time, tells it by the signal, and goes on', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    for (const id of ['hangs', 'good']) await ledger.record(eventOf(id));
    const seen: string[] = [];
    const aborted: unknown[] = [];
    const handler = ({ messageId }: { readonly messageId: string }, { signal }: { readonly signal: AbortSignal }) => {
      if (messageId === 'good') return void seen.push(messageId);
      signal.addEventListener('abort', () => aborted.push(signal.reason));
      return new Promise(() => {});
    };
    const consumer = started(ledger.consume('mail', handler, { ...brisk, attemptTimeoutMs: 20, maxAttempts: 2 }));
    await expect.poll(() => seen).toEqual(['good']);
    await expect.poll(async () => (await ledger.setAside({ name: 'mail' })).items.length).toBe(1);
    expect((await ledger.setAside({ name: 'mail' })).items).toMatchObject([
      { reason: 'TimeoutError: The handler took longer than 20 ms.', attempts: 2, event: { messageId: 'hangs' } },
    ]);
    expect(aborted).toMatchObject([{ name: 'TimeoutError' }, { name: 'TimeoutError' }]);
    await ledger.record(eventOf('hangs too'));
    await consumer.stop();
  });

  test('sets aside what its handler throws, be it without any text', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    const thrown: readonly unknown[] = [
      Object.create(null),
      Symbol('odd'),
      undefined,
      { toString: () => ({}) },
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw new TypeError('not even that');
        },
      }),
    ];
    for (const index of thrown.keys()) await ledger.record(eventOf(String(index)));
    await ledger.record(eventOf('good'));
    const seen: string[] = [];
    const handler = ({ messageId }: { readonly messageId: string }) => {
      if (messageId !== 'good') throw thrown[Number(messageId)];
      seen.push(messageId);
    };
    started(ledger.consume('mail', handler, { ...brisk, maxAttempts: 1 }));
    await expect.poll(() => seen).toEqual(['good']);
    await expect.poll(async () => (await ledger.setAside({ name: 'mail' })).items.length).toBe(thrown.length);
    for (const { reason } of (await ledger.setAside({ name: 'mail' })).items) expect(reason).not.toBe('');
  });

  test('that is stopped half-way through what it has read does not hand out again what was done', async () => {
    const store = createMemoryStore();
    const ledger = createLedger({ store });
    for (const id of ['a', 'poison', 'b', 'c']) await ledger.record(eventOf(id));
    const seen: string[] = [];
    const reached = gate();
    const first = ledger.consume(
      'mail',
      async ({ messageId }, { signal }) => {
        if (messageId === 'poison') throw new Error('cannot be handled');
        if (messageId !== 'c') return void seen.push(messageId);
        reached.open();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
      { ...brisk, maxAttempts: 1 },
    );
    await reached.opened;
    await first.stop();
    expect((await ledger.setAside({ name: 'mail' })).items).toMatchObject([{ event: { messageId: 'poison' } }]);
    started(createLedger({ store }).consume('mail', ({ messageId }) => seen.push(messageId), brisk));
    await expect.poll(() => seen).toEqual(['a', 'b', 'c']);
  });

  test('is not set back by a renewal that was answered late', async () => {
    const sound = createMemoryStore();
    let slow = 0;
    const leaseConsumer: LedgerStore['leaseConsumer'] = async (request) => {
      const position = await sound.leaseConsumer(request);
      if (seen.length > 0 && slow === 0) {
        slow += 1;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      return position;
    };
    const ledger = createLedger({ store: { ...sound, leaseConsumer } });
    const seen: string[] = [];
    await ledger.record(eventOf('a'));
    const handler = async ({ messageId }: { readonly messageId: string }) => {
      seen.push(messageId);
      // Until a renewal is under way, which read the position before it moves.
      await expect.poll(() => slow, { interval: 5 }).toBeGreaterThan(0);
    };
    const consumer = ledger.consume('mail', handler, { ...brisk, leaseMs: 900 });
    await ledger.record(eventOf('b'));
    await expect.poll(() => seen).toEqual(['a', 'b']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toEqual(['a', 'b']);
    await consumer.stop();
    // Nor is the lease taken again behind the back of whoever stopped it.
    const at = new Date().toISOString();
    const next = { name: 'mail', owner: 'next', now: at, leaseUntil: at, start: 'beginning' } as const;
    expect(await sound.leaseConsumer(next)).not.toBeNull();
  });

  test('that stood still for longer than its lease hands out nothing more under it', async () => {
    const store = createMemoryStore();
    let clock = Date.parse('2026-03-01T10:00:00.000Z');
    const now = () => new Date(clock);
    const ledger = createLedger({ store, now });
    for (const id of ['a', 'b']) await ledger.record(eventOf(id));
    const seen: string[] = [];
    const thief = { name: 'mail', owner: 'thief', start: 'beginning' } as const;
    const handler = async ({ messageId }: { readonly messageId: string }) => {
      seen.push(messageId);
      clock += 60_000;
      const leaseUntil = new Date(clock + 600_000).toISOString();
      expect(await store.leaseConsumer({ ...thief, now: now().toISOString(), leaseUntil })).toEqual({ cursor: null });
    };
    const consumer = ledger.consume('mail', handler, { ...brisk, leaseMs: 30_000 });
    await expect.poll(() => seen).toEqual(['a']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await consumer.stop();
    expect(seen).toEqual(['a']);
  });

  test('without a listener for errors goes on all the same', async () => {
    const sound = createMemoryStore();
    let failures = 3;
    const leaseConsumer: LedgerStore['leaseConsumer'] = (request) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('gone for a moment')) : sound.leaseConsumer(request);
    };
    const ledger = createLedger({ store: { ...sound, leaseConsumer } });
    await ledger.record(eventOf('a'));
    const seen: string[] = [];
    // As plain JavaScript could call it: an option that is there and undefined.
    const options = { ...brisk, onError: undefined } as unknown as typeof brisk;
    started(ledger.consume('mail', ({ messageId }) => seen.push(messageId), options));
    await expect.poll(() => seen).toEqual(['a']);
  });

  test('cannot be started on a ledger that is closed', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    await ledger.close();
    expect(() => ledger.consume('mail', () => {})).toThrow(/closed/);
  });

  test('refuses a name and options that are wrong', () => {
    const ledger = createLedger({ store: createMemoryStore() });
    expect(() => ledger.consume('with space', () => {})).toThrow(/name/);
    expect(() => ledger.consume('mail', () => {}, { maxAttempts: 0 })).toThrow(/maxAttempts/);
    // Past 2^31 ms a timer of Node ends at once.
    expect(() => ledger.consume('mail', () => {}, { maxBackoffMs: 2 ** 31 })).toThrow(/maxBackoffMs/);
    expect(() => ledger.consume('mail', () => {}, { attemptTimeoutMs: 0 })).toThrow(/attemptTimeoutMs/);
    expect(() => ledger.consume('mail', () => {}, { start: 'now' as 'end' })).toThrow(/start/);
  });
});

import { StatusWireError } from '@statuswire/contracts';
import { createLedger, createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { eventOf, gate } from './events.ts';

/** A store whose commits begin when told, and what it was given. */
function heldStore(): { store: LedgerStore; batches: string[][]; release: () => void } {
  const sound = createMemoryStore();
  const { opened, open } = gate();
  const batches: string[][] = [];
  return {
    batches,
    release: open,
    store: {
      ...sound,
      append: async (entries, options) => {
        batches.push(entries.map(({ event }) => event.messageId));
        await opened;
        return sound.append(entries, options);
      },
    },
  };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  test('what arrives while a commit is under way shares the next one', async () => {
    const { store, batches, release } = heldStore();
    const ledger = createLedger({ store });
    const first = [ledger.record(eventOf('a')), ledger.record(eventOf('b'))];
    await tick();
    const second = ['c', 'd', 'e'].map((id) => ledger.record(eventOf(id)));
    await tick();
    expect(batches).toEqual([['a', 'b']]);
    release();
    const results = await Promise.all([...first, ...second]);
    expect(results.map(({ message }) => message.messageId)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    expect(ledger.pressure()).toEqual({ queued: 0, queuedCharacters: 0, commits: 2, committed: 5 });
  });

  test('nothing resolves before its commit', async () => {
    const { store, release } = heldStore();
    const ledger = createLedger({ store });
    let resolved = false;
    const recorded = ledger.record(eventOf('a')).then(() => {
      resolved = true;
    });
    for (let turn = 0; turn < 10; turn += 1) await tick();
    expect(resolved).toBe(false);
    release();
    await recorded;
  });

  test('past its bound it refuses at once, and memory stays bounded', async () => {
    const { store, release } = heldStore();
    const ledger = createLedger({ store, maxQueued: 10 });
    const attempts = Array.from({ length: 1_000 }, (_, index) => ledger.record(eventOf(`m${index}`)));
    const settled = Promise.allSettled(attempts);
    expect(ledger.pressure().queued).toBe(10);
    await expect(ledger.record(eventOf('late'))).rejects.toMatchObject({ code: 'STATUSWIRE_OVERLOADED' });
    release();
    const outcomes = await settled;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const { inserted } = await ledger.record(eventOf('afterwards'));
    expect(inserted).toBe(true);
  });

  test('large records count by their size', async () => {
    const { store, release } = heldStore();
    const ledger = createLedger({ store, maxQueuedCharacters: 5_000 });
    const large = ledger.record(eventOf('a', { body: 'x'.repeat(10_000) }));
    await expect(ledger.record(eventOf('b'))).rejects.toMatchObject({ code: 'STATUSWIRE_OVERLOADED' });
    release();
    await expect(large).resolves.toMatchObject({ inserted: true });
    await expect(ledger.record(eventOf('b'))).resolves.toMatchObject({ inserted: true });
    expect(ledger.pressure().queuedCharacters).toBe(0);
  });

  test('what waits past the deadline is refused, and not written afterwards', async () => {
    const { store, batches, release } = heldStore();
    const ledger = createLedger({ store, deadlineMs: 30 });
    const writing = ledger.record(eventOf('writing'));
    await tick();
    const queued = ledger.record(eventOf('queued'));
    const started = performance.now();
    await expect(queued).rejects.toMatchObject({ code: 'STATUSWIRE_OVERLOADED' });
    await expect(writing).rejects.toMatchObject({ code: 'STATUSWIRE_OVERLOADED' });
    expect(performance.now() - started).toBeLessThan(2_000);
    release();
    await ledger.record(eventOf('afterwards'));
    expect(batches.flat()).toEqual(['writing', 'afterwards']);
    expect(await ledger.message({ projectId: 'project-1', messageId: 'queued' })).toBeNull();
  });

  test('a record that cannot be stored does not fail its neighbours', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    const known = eventOf('known', { status: 'queued' });
    await ledger.record(known);
    const attempts = Array.from({ length: 200 }, (_, index) =>
      index % 50 === 7
        ? ledger.record(eventOf('known', { status: 'sent', key: known.key }))
        : ledger.record(eventOf(`m${index}`)),
    );
    const outcomes = await Promise.allSettled(attempts);
    const failed = outcomes.flatMap((outcome, index) => (outcome.status === 'rejected' ? [index] : []));
    expect(failed).toEqual([7, 57, 107, 157]);
    for (const index of failed) {
      expect(outcomes[index]).toMatchObject({ reason: { code: 'STATUSWIRE_INVALID_OPTIONS' } });
    }
    expect((await ledger.summary()).messages).toBe(197);
  });

  test('however many of a batch cannot be stored, all others are', async () => {
    const ledger = createLedger({ store: createMemoryStore() });
    const known = eventOf('known', { status: 'queued' });
    await ledger.record(known);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1_000 }, (_, index) =>
        ledger.record(index % 4 === 0 ? eventOf('known', { status: 'sent', key: known.key }) : eventOf(`m${index}`)),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(250);
    expect((await ledger.summary()).messages).toBe(751);
  });

  test('where nothing can be stored, a batch is given up after few attempts', async () => {
    let attempts = 0;
    const append = async () => {
      attempts += 1;
      throw new Error('none of this');
    };
    const ledger = createLedger({ store: { ...createMemoryStore(), append } });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 500 }, (_, index) => ledger.record(eventOf(`m${index}`))),
    );
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(attempts).toBeLessThan(100);
  });

  test('a store that is unavailable fails the batch at once, with the cause', async () => {
    let attempts = 0;
    const cause = new Error('disk on fire');
    const append = async () => {
      attempts += 1;
      throw new StatusWireError('STATUSWIRE_UNAVAILABLE', 'Put it out.', { cause });
    };
    const ledger = createLedger({ store: { ...createMemoryStore(), append } });
    const outcomes = await Promise.allSettled([ledger.record(eventOf('a')), ledger.record(eventOf('b'))]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STATUSWIRE_UNAVAILABLE', cause } });
    }
    expect(attempts).toBe(1);
  });

  test('closing finishes what was taken and refuses the rest', async () => {
    const { store, release } = heldStore();
    const ledger = createLedger({ store });
    const taken = [ledger.record(eventOf('a')), ledger.record(eventOf('b'))];
    await tick();
    const also = ledger.record(eventOf('c'));
    const closing = ledger.close();
    await expect(ledger.record(eventOf('d'))).rejects.toMatchObject({ code: 'STATUSWIRE_CLOSED' });
    release();
    await closing;
    for (const result of await Promise.all([...taken, also])) expect(result.inserted).toBe(true);
  });
});

import { createLedger, createMemoryStore, type Ledger } from '@statuswire/ledger';
import { expect, onTestFinished, test } from 'vitest';
import { createCounts } from '../src/counts.ts';
import { projectId } from './world.ts';

/** A ledger whose counters are written one at a time, each when it is let through. */
function slowLedger() {
  const ledger = createLedger({ store: createMemoryStore() });
  onTestFinished(() => ledger.close());
  const waiting: (() => void)[] = [];
  const tally: Ledger['tally'] = async (...given) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    await ledger.tally(...given);
  };
  return {
    tally,
    waiting,
    /** Lets everything through until the work is done. */
    async drain(work: Promise<unknown>): Promise<void> {
      let over = false;
      const ended = work.finally(() => {
        over = true;
      });
      while (!over) {
        for (const pass of waiting.splice(0)) pass();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await ended;
    },
    tallies: async () => (await ledger.summary()).tallies,
  };
}

test('what is counted while the ledger is told of something else is told as well', async () => {
  const counts = createCounts();
  const ledger = slowLedger();
  counts.add('checked', projectId);
  counts.add('failed', projectId);
  const told = counts.tell(ledger);
  // The first is being written: the second grows meanwhile.
  counts.add('failed', projectId);
  await ledger.drain(told);
  await ledger.drain(counts.tell(ledger));
  expect(await ledger.tallies()).toEqual({ 'check.checked': 1, 'check.failed': 2 });
});

test('told twice at the same time, nothing is counted twice', async () => {
  const counts = createCounts();
  const ledger = slowLedger();
  counts.add('checked', projectId);
  counts.add('failed', projectId, 3);
  await ledger.drain(Promise.all([counts.tell(ledger), counts.tell(ledger)]));
  expect(await ledger.tallies()).toEqual({ 'check.checked': 1, 'check.failed': 3 });
});

test('what could not be written is kept, with what came since', async () => {
  const counts = createCounts();
  const ledger = slowLedger();
  counts.add('checked', projectId, 2);
  const broken = counts.tell({
    async tally() {
      counts.add('checked', projectId);
      throw new Error('the disk is full');
    },
  });
  await expect(broken).rejects.toThrow('the disk is full');
  await ledger.drain(counts.tell(ledger));
  expect(await ledger.tallies()).toEqual({ 'check.checked': 3 });
});

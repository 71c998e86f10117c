import { createLedger, createMemoryStore, type Ledger } from '@statuswire/ledger';
import { createMemoryTables } from '@statuswire/ledger/store';
import { expect, test } from 'vitest';

const name = 'list_logs:project-1';
const noon = Date.parse('2026-03-17T12:00:00.000Z');

/** Two processes on one store, and the clock of both. */
function twoProcesses(): { readonly one: Ledger; readonly two: Ledger; readonly pass: (ms: number) => void } {
  const tables = createMemoryTables();
  let at = noon;
  const open = () => createLedger({ store: createMemoryStore({ tables }), now: () => new Date(at) });
  return {
    one: open(),
    two: open(),
    pass: (ms) => {
      at += ms;
    },
  };
}

test('a watermark is kept in the store, has one owner at a time, and moves forward and back', async () => {
  const { one, two, pass } = twoProcesses();
  expect(await one.leaseWatermark({ name, owner: 'one', leaseMs: 1_000 })).toEqual({ at: null });
  expect(await two.leaseWatermark({ name, owner: 'two', leaseMs: 1_000 })).toBeNull();
  expect(await two.leaseWatermark({ name: 'list_logs:project-2', owner: 'two', leaseMs: 1_000 })).toEqual({ at: null });
  expect(await two.moveWatermark({ name, owner: 'two', at: new Date(0) })).toBe(false);
  expect(await one.moveWatermark({ name, owner: 'one', at: new Date(noon) })).toBe(true);
  expect(await one.moveWatermark({ name, owner: 'one', at: new Date(noon - 7) })).toBe(true);
  pass(1_000);
  expect(await two.leaseWatermark({ name, owner: 'two', leaseMs: 1_000 })).toEqual({ at: new Date(noon - 7) });
  expect(await one.moveWatermark({ name, owner: 'one', at: new Date(noon) })).toBe(false);
  await one.releaseWatermark({ name, owner: 'one' });
  expect(await one.leaseWatermark({ name, owner: 'one', leaseMs: 1_000 })).toBeNull();
  await two.releaseWatermark({ name, owner: 'two' });
  expect(await one.leaseWatermark({ name, owner: 'one', leaseMs: 1_000 })).toEqual({ at: new Date(noon - 7) });
});

test('it is no consumer, whatever that one is called', async () => {
  const { one } = twoProcesses();
  await one.leaseWatermark({ name, owner: 'one', leaseMs: 1_000 });
  await one.moveWatermark({ name, owner: 'one', at: new Date(noon) });
  await one.expect({ projectId: 'project-1', messageId: 'm1', from: '+1', to: '+2' });
  const heard = await new Promise((resolve) => {
    one.consume(name, (event) => resolve(event.messageId));
  });
  expect(heard).toBe('m1');
  await one.close();
});

test.for(['', 'with a space', 'x'.repeat(241)])('a name that no store need take: %s', async (bad) => {
  const { one } = twoProcesses();
  await expect(one.leaseWatermark({ name: bad, owner: 'one', leaseMs: 1_000 })).rejects.toMatchObject({
    code: 'STATUSWIRE_INVALID_OPTIONS',
  });
});

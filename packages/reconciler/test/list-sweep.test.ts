import { createLedger, createMemoryStore, type Ledger } from '@statuswire/ledger';
import { createMemoryTables } from '@statuswire/ledger/store';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Reconciler, ReconcilerOptions } from '../src/index.ts';
import { type FaultyGateway, type GatewayFault, startGateway } from './faulty-gateway.ts';
import { createWorld, hour, minute, projectId, runRounds, type World } from './world.ts';

interface SharedWorld {
  readonly world: World;
  readonly gateway: FaultyGateway;
  /** A process of its own on the same store. */
  open(options?: Partial<ReconcilerOptions>): { readonly ledger: Ledger; readonly reconciler: Reconciler };
  pages(): number;
}

/** A world in which every callback is lost, and whose store several processes share, at once or one after the other. */
async function sharedWorld(decide: (path: string) => GatewayFault = () => ({ kind: 'pass' })): Promise<SharedWorld> {
  const tables = createMemoryTables();
  const world = await createWorld({ store: createMemoryStore({ tables }), sandbox: { faults: [{ kind: 'lost' }] } });
  const gateway = await startGateway(world.sandbox.url, ({ path }) => decide(path));
  return {
    world,
    gateway,
    open(options = {}) {
      const ledger = createLedger({
        store: createMemoryStore({ tables }),
        now: world.now,
        checkAt: world.policy.checkAt,
      });
      onTestFinished(() => ledger.close());
      const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 60_000 });
      return { ledger, reconciler: world.reconciler({ ledger, client, ...options }) };
    },
    pages: () => gateway.requests.filter(({ path }) => path.endsWith('/logs')).length,
  };
}

const send = ({ sandbox, statusCallback }: World) => sandbox.send({ statusCallback }).id;

describe('the watermark is the ledger’s', () => {
  test('a process that was down for days reads on where the one before ended', async () => {
    const { world, open, pages } = await sharedWorld();
    await world.sandbox.advance(hour);
    const before = open().reconciler;
    await runRounds(before);
    await before.stop();
    const missed: string[] = [];
    for (let hours = 0; hours < 72; hours += 1) {
      missed.push(send(world));
      await world.sandbox.advance(hour);
    }
    const read = pages();
    const after = open().reconciler;
    await runRounds(after);
    for (const id of missed) expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
    expect(after.counts()).toMatchObject({ discovered: 72, failed: 0 });
    expect(after.status().projects[0]?.watermark).toEqual(new Date(world.now().getTime() - 2 * minute));
    // Half a day at a time, so that progress is kept.
    expect(pages() - read).toBe(6);
  });

  test('several processes read each window once, together', async () => {
    const { world, open, pages } = await sharedWorld();
    const reconcilers = [open(), open(), open()].map(({ reconciler }) => reconciler);
    const ids: string[] = [];
    for (let passed = 0; passed < 3 * hour; passed += 30_000) {
      if (passed % (10 * minute) === 0) ids.push(send(world));
      await world.sandbox.advance(30_000);
      await Promise.all(reconcilers.map((reconciler) => reconciler.runOnce()));
    }
    await world.sandbox.advance(10 * minute);
    await Promise.all(reconcilers.map((reconciler) => runRounds(reconciler)));
    for (const id of ids) expect(await world.state(id)).toMatchObject({ status: 'delivered' });
    // Every five minutes, whatever the number of processes.
    expect(pages()).toBeLessThanOrEqual(38);
    expect(pages()).toBeGreaterThan(30);
    const discovered = reconcilers.map((reconciler) => reconciler.counts().discovered);
    expect(discovered.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
    expect((await world.ledger.summary()).tallies['check.discovered']).toBe(ids.length);
  });

  test('one that is stopped in the middle of a page gives the list back at once', async () => {
    let silent = true;
    const { world, gateway, open } = await sharedWorld(() => (silent ? { kind: 'silent' } : { kind: 'pass' }));
    const id = send(world);
    await world.sandbox.advance(5 * minute);
    const first = open().reconciler;
    first.start();
    while (gateway.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    silent = false;
    const second = open().reconciler;
    await runRounds(second);
    expect(second.counts().listed).toBe(0);
    await first.stop();
    const third = open().reconciler;
    await runRounds(third);
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
  });

  test('one that died keeps the others waiting for its lease, no longer, and nothing is left out', async () => {
    let silent = true;
    const { world, gateway, open } = await sharedWorld(() => (silent ? { kind: 'silent' } : { kind: 'pass' }));
    const id = send(world);
    await world.sandbox.advance(5 * minute);
    const dead = open().reconciler;
    void dead.runOnce();
    onTestFinished(() => dead.stop());
    while (gateway.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    silent = false;
    const survivor = open().reconciler;
    await runRounds(survivor);
    expect(await world.state(id)).toBeNull();
    await world.sandbox.advance(2 * minute);
    await runRounds(survivor);
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
  });
});

test('a list that fails for a day from the very start: the beginning does not move along with the clock', async () => {
  let broken = true;
  const { world, open, pages } = await sharedWorld((path) =>
    broken && path.endsWith('/logs') ? { kind: 'answer', status: 400 } : { kind: 'pass' },
  );
  const id = send(world);
  const { reconciler } = open();
  for (let passed = 0; passed < 24 * hour; passed += 5 * minute) {
    await world.sandbox.advance(5 * minute);
    await runRounds(reconciler);
  }
  // Once an interval, not each round.
  expect(pages()).toBeLessThanOrEqual(24 * 12);
  broken = false;
  await world.sandbox.advance(10 * minute);
  await runRounds(reconciler);
  expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
});

test('with nothing to look back on it begins all the same', async () => {
  const { world, open } = await sharedWorld();
  const { reconciler } = open({ list: { lookbackMs: 0 } });
  await runRounds(reconciler);
  const id = send(world);
  await world.sandbox.advance(10 * minute);
  await runRounds(reconciler);
  expect(await world.state(id)).toMatchObject({ status: 'delivered' });
});

test('a clock that was a year ahead and was set right: what was created meanwhile is found, and nobody waits for a year', async () => {
  const faults: GatewayFault[] = [];
  const { world, gateway } = await sharedWorld(() => faults.shift() ?? { kind: 'pass' });
  let ahead = 365 * 24 * hour;
  const now = () => new Date(world.now().getTime() + ahead);
  const ledger = createLedger({ store: createMemoryStore(), now });
  onTestFinished(() => ledger.close());
  const reconciler = world.reconciler({ ledger, now, client: world.client({ baseUrl: gateway.url, now }) });
  await runRounds(reconciler);
  const id = send(world);
  await world.sandbox.advance(hour);
  ahead = 0;
  // The first time that it is looked for, even that fails.
  faults.push({ kind: 'answer', status: 400 });
  await runRounds(reconciler);
  expect(faults).toEqual([]);
  await world.sandbox.advance(5 * minute);
  await runRounds(reconciler);
  expect(await ledger.message({ projectId, messageId: id })).toMatchObject({ status: 'delivered' });
});

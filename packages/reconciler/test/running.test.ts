import { describe, expect, test } from 'vitest';
import { behindGateway, missed } from './faulty-situations.ts';
import { createWorld, minute, projectId, runRounds } from './world.ts';

describe('start, stop and pause', () => {
  async function eventually(check: () => Promise<boolean> | boolean): Promise<void> {
    for (let attempt = 0; attempt < 1_000; attempt += 1) {
      if (await check()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('it never happened');
  }

  test('started it works by itself; stopped it does not, and can be started again', async () => {
    const world = await createWorld();
    const first = await missed(world);
    const reconciler = world.reconciler({ list: false, intervalMs: 5 });
    reconciler.start();
    reconciler.start();
    await eventually(async () => (await world.state(first))?.status === 'delivered');
    expect(reconciler.status()).toMatchObject({ running: true, paused: false });
    await reconciler.stop();
    const second = await missed(world);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await world.state(second)).toMatchObject({ status: 'sent' });
    expect(reconciler.status().running).toBe(false);
    reconciler.start();
    await eventually(async () => (await world.state(second))?.status === 'delivered');
    await reconciler.stop();
    await reconciler.stop();
  });

  test('stopped while it asks, it gives back what it holds: another process goes on at once', async () => {
    let silent = true;
    const { world, gateway, reconciler } = await behindGateway(() => (silent ? { kind: 'silent' } : { kind: 'pass' }));
    const id = await missed(world);
    reconciler.start();
    await eventually(() => gateway.requests.length > 0);
    await reconciler.stop();
    silent = false;
    await runRounds(world.reconciler({ list: false }));
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
    expect(reconciler.counts()).toMatchObject({ checked: 0, failed: 0 });
  });

  test('paused it asks for nothing by itself, yet checks what it is told to; resumed it goes on', async () => {
    const world = await createWorld();
    const id = await missed(world);
    const other = world.sandbox.send({ to: '+15005550103' }).id;
    await world.sandbox.advance(minute);
    const reconciler = world.reconciler({ paused: true, list: false });
    expect(await reconciler.runOnce()).toEqual({ more: false });
    expect(world.requests).toEqual([]);
    expect(await reconciler.check({ projectId, messageId: other })).toMatchObject({
      kind: 'checked',
      healed: true,
      message: { status: 'undelivered' },
    });
    reconciler.resume();
    await runRounds(reconciler);
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
    reconciler.pause();
    expect(reconciler.status().paused).toBe(true);
  });

  test('rounds asked for at once are one', async () => {
    const world = await createWorld();
    await missed(world);
    const reconciler = world.reconciler({ list: false });
    await Promise.all([reconciler.runOnce(), reconciler.runOnce(), reconciler.runOnce()]);
    expect(world.requests).toHaveLength(1);
  });

  test('a ledger that fails breaks off the round, and is told; the loop goes on', async () => {
    const world = await createWorld();
    await world.ledger.close();
    const reconciler = world.reconciler({ intervalMs: 5 });
    reconciler.start();
    await eventually(() => world.events.filter(({ kind }) => kind === 'round_failed').length > 2);
    await reconciler.stop();
    await expect(reconciler.runOnce()).rejects.toMatchObject({ code: 'STATUSWIRE_CLOSED' });
  });
});

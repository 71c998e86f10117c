import { describe, expect, test } from 'vitest';
import { quickStores } from './stores.ts';
import { createWorld, hour, liveThrough, minute, missedMessages, runRounds, type World } from './world.ts';

// Delivered, undelivered, failed, and delivered then read.
const numbers = ['+15557654321', '+15005550103', '+15005550112', '+15005550115'];

/** Sends messages of both dialects and of several endings, and lets them live until all have ended. */
async function sendMany(world: World, amount: number, to: readonly string[] = numbers): Promise<void> {
  const { sandbox, statusCallback } = world;
  for (let index = 0; index < amount; index += 1) {
    sandbox.send({
      statusCallback,
      dialect: index % 3 === 0 ? 'platform' : 'compatibility',
      ...(index % 10 === 0 ? { to: to[(index / 10) % to.length] } : {}),
    });
    // Not all at one instant: thousands of connections at once are another test.
    if (index % 100 === 99) await sandbox.advance(100);
  }
  await sandbox.advance(10_000);
}

describe('a lost callback', () => {
  test.for(['delivered', 'sent', 'queued'] as const)(
    '%s: is found, healed and counted if it matters',
    async (status) => {
      const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: [status] }] } });
      const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
      const reconciler = world.reconciler();
      await world.sandbox.advance(10_000);
      await runRounds(reconciler);
      // Too soon: its callback may still be on its way.
      expect(world.requests).not.toContain('retrieve_message');
      expect(await world.state(id)).toMatchObject({ status: status === 'delivered' ? 'sent' : 'delivered' });

      await world.sandbox.advance(2 * minute);
      await runRounds(reconciler);
      // What comes after a lost callback tells all that it would have told.
      const healed = status === 'delivered';
      expect(await world.state(id)).toMatchObject({ status: 'delivered', healed });
      expect(reconciler.counts()).toMatchObject({ healed: Number(healed), gone: 0, failed: 0 });
      expect((await world.ledger.summary()).healed).toBe(Number(healed));
    },
  );
});

describe('10 % of the callbacks of 5,000 messages lost: every state is the truth, and what was missed is counted exactly', () => {
  test.for(quickStores)('on %s, by the list and by checks', { timeout: 120_000 }, async ([, openStore]) => {
    const faults = [{ kind: 'lost', probability: 0.1 }] as const;
    const world = await createWorld({ store: await openStore(), sandbox: { seed: 6, faults: [...faults] } });
    const { sandbox } = world;
    await sendMany(world, 5_000);
    const { endings, silent } = missedMessages(sandbox);
    // Otherwise the test would not show what it says.
    expect(endings.length).toBeGreaterThan(400);
    expect(silent.length).toBeGreaterThan(0);

    const reconciler = world.reconciler();
    await liveThrough(world, reconciler, 10 * minute, 5 * minute);
    for (const { id, status, errorCode } of sandbox.messages()) {
      const state = await world.state(id);
      expect([id, state?.status, state?.error?.code ?? null]).toEqual([id, status, errorCode]);
    }
    expect(reconciler.counts()).toMatchObject({
      healed: endings.length,
      discovered: silent.length,
      unreadable: 0,
      failed: 0,
      gone: 0,
    });
    const { healed, tallies } = await world.ledger.summary();
    expect({ healed, tallied: tallies['check.healed'] }).toEqual({ healed: endings.length, tallied: endings.length });

    // And then nothing is left to do.
    await sandbox.advance(6 * hour);
    const asked = world.requests.length;
    await runRounds(reconciler);
    expect(world.requests.slice(asked)).toEqual(['list_logs']);
  });

  test.for(quickStores)(
    'of 1,000 on %s, by checks alone, as every message was expected',
    { timeout: 120_000 },
    async ([, openStore]) => {
      const faults = [{ kind: 'lost', probability: 0.1 }] as const;
      const world = await createWorld({ store: await openStore(), sandbox: { seed: 6, faults: [...faults] } });
      const { sandbox, ledger } = world;
      // Nobody asks about a message that was delivered whether it was read: that only the list can tell.
      await sendMany(world, 1_000, numbers.slice(0, 3));
      await Promise.all(
        sandbox
          .messages()
          .map(({ id: messageId, projectId, dialect, from, to, createdAt }) =>
            ledger.expect({ projectId, messageId, dialect, from, to, sentAt: new Date(createdAt) }),
          ),
      );
      const { endings } = missedMessages(sandbox);
      const reconciler = world.reconciler({ list: false });
      await liveThrough(world, reconciler, 6 * minute, minute);
      for (const { id, status } of sandbox.messages()) expect((await world.state(id))?.status).toBe(status);
      expect(reconciler.counts()).toMatchObject({ healed: endings.length, checked: endings.length, failed: 0 });
      // One request for each message that missed its ending, and none for any other.
      expect(world.requests).toHaveLength(endings.length);
    },
  );
});

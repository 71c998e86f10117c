import { outcomeOf } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { quickStores } from './stores.ts';
import { createWorld, hour, minute, runRounds } from './world.ts';

const silentNumber = '+15005550102';

describe('600 messages that stay sent for ever, and one lost delivered behind them', () => {
  test.for(quickStores)(
    'with a cap of 100 on %s: the one is healed in its turn',
    { timeout: 120_000 },
    async ([, openStore]) => {
      const world = await createWorld({ store: await openStore() });
      const { sandbox, statusCallback } = world;
      for (let index = 0; index < 600; index += 1) sandbox.send({ statusCallback, to: silentNumber });
      await sandbox.advance(minute);
      sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
      const { id } = sandbox.send({ statusCallback });
      await sandbox.advance(10 * minute);

      const reconciler = world.reconciler({ list: false, maxChecks: 100 });
      // Time goes on between rounds, and those that came first are due again after a while: they must not come first again.
      let rounds = 0;
      for (; (await world.state(id))?.status !== 'delivered' && rounds < 20; rounds += 1) {
        await reconciler.runOnce();
        await sandbox.advance(30_000);
      }
      expect(rounds).toBe(7);
      expect(reconciler.counts()).toMatchObject({ checked: 601, healed: 1 });
    },
  );

  test('each is asked about as often as the policy says, and then never again', { timeout: 120_000 }, async () => {
    const world = await createWorld();
    const { sandbox, statusCallback } = world;
    for (let index = 0; index < 600; index += 1) sandbox.send({ statusCallback, to: silentNumber });
    const reconciler = world.reconciler({ list: false, maxChecks: 100 });
    for (let passed = 0; passed < 8 * hour; passed += 2 * minute) {
      await sandbox.advance(2 * minute);
      await runRounds(reconciler);
    }
    // 2, 6, 14, 30, 62, 122, 182, 242 and 300 minutes after sent.
    expect(world.requests).toHaveLength(600 * 9);
    const { items } = await world.ledger.list({ limit: 1 });
    expect(items.map((message) => outcomeOf(message, { now: world.now() }))).toEqual(['accepted_no_receipt']);
  });
});

test('what has been due longest comes first, and contradictions before all', async () => {
  const world = await createWorld();
  const { sandbox, statusCallback } = world;
  const order: string[] = [];
  const send = async (to: string) => {
    const { id } = sandbox.send({ statusCallback, to });
    await sandbox.advance(minute);
    return id;
  };
  const first = await send(silentNumber);
  const second = await send(silentNumber);
  // Delivered, then undelivered: what SignalWire has at last decides.
  const contradicted = await send('+15005550116');
  await sandbox.advance(10 * minute);
  expect(await world.state(contradicted)).toMatchObject({ conflicted: true });
  const reconciler = world.reconciler({
    list: false,
    onEvent: (event) => {
      if (event.kind === 'check') order.push(event.messageId);
    },
    maxChecks: 1,
  });
  for (let round = 0; round < 3; round += 1) await reconciler.runOnce();
  expect(order).toEqual([contradicted, first, second]);
  expect(await world.state(contradicted)).toMatchObject({
    conflicted: false,
    status: sandbox.message(contradicted)?.status,
  });
});

describe('an MMS at sent', () => {
  test('of the Compatibility API is never asked about', async () => {
    const world = await createWorld();
    world.sandbox.send({ statusCallback: world.statusCallback, media: ['https://example.com/cat.png'] });
    const reconciler = world.reconciler({ list: false });
    for (let passed = 0; passed < 8; passed += 1) {
      await world.sandbox.advance(hour);
      await runRounds(reconciler);
    }
    expect(world.requests).toEqual([]);
    const { items } = await world.ledger.list();
    expect(items).toMatchObject([{ status: 'sent', kind: 'mms' }]);
    expect(items.map((message) => outcomeOf(message, { now: world.now() }))).toEqual(['accepted_no_receipt']);
  });

  test('of the platform, whose callbacks do not tell, is asked about once, and then known to be one', async () => {
    const world = await createWorld();
    const { id } = world.sandbox.send({
      dialect: 'platform',
      statusCallback: world.statusCallback,
      media: ['https://example.com/cat.png'],
    });
    const reconciler = world.reconciler({ list: false });
    for (let passed = 0; passed < 8 * hour; passed += 10 * minute) {
      await world.sandbox.advance(10 * minute);
      await runRounds(reconciler);
    }
    expect(world.requests).toEqual(['retrieve_log']);
    const message = await world.state(id);
    expect(message).toMatchObject({ status: 'sent', kind: 'mms' });
    expect(message && outcomeOf(message, { now: sandboxTime(message.firstSeenAt) })).toBe('accepted_no_receipt');
  });
});

function sandboxTime(firstSeenAt: string): Date {
  return new Date(Date.parse(firstSeenAt) + minute);
}

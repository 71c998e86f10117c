import { describe, expect, test } from 'vitest';
import { createWorld, hour, liveThrough, minute, missedMessages, runRounds } from './world.ts';

describe('a lost callback', () => {
  test('delivered: is found, healed and counted', async () => {
    const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: ['delivered'] }] } });
    const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
    await world.sandbox.advance(10_000);
    expect(await world.state(id)).toMatchObject({ status: 'sent', healed: false });

    const reconciler = world.reconciler();
    await runRounds(reconciler);
    // Too soon: its callback may still be on its way.
    expect(world.requests).not.toContain('retrieve_message');

    await world.sandbox.advance(2 * minute);
    await runRounds(reconciler);
    expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true, sources: ['callback', 'rest'] });
    expect(reconciler.counts()).toMatchObject({ healed: 1, gone: 0, failed: 0 });
    expect((await world.ledger.summary()).healed).toBe(1);
  });
});

test('10 % of the callbacks of 5,000 messages lost: every state is the truth, and what was missed is counted exactly', async () => {
  const world = await createWorld({ sandbox: { seed: 6, faults: [{ kind: 'lost', probability: 0.1 }] } });
  const { sandbox, statusCallback } = world;
  const numbers = ['+15557654321', '+15005550103', '+15005550112', '+15005550115'];
  for (let index = 0; index < 5_000; index += 1) {
    sandbox.send({
      statusCallback,
      dialect: index % 3 === 0 ? 'platform' : 'compatibility',
      ...(index % 10 === 0 ? { to: numbers[(index / 10) % numbers.length] } : {}),
    });
  }
  await sandbox.advance(10_000);
  const { endings, silent } = missedMessages(sandbox);
  // Otherwise the test would not show what it says.
  expect(endings.length).toBeGreaterThan(400);
  expect(silent.length).toBeGreaterThan(0);

  const reconciler = world.reconciler();
  await liveThrough(world, reconciler, 10 * minute, 5 * minute);
  for (const message of sandbox.messages()) {
    expect(await world.state(message.id)).toMatchObject({ status: message.status, messageId: message.id });
  }
  expect(reconciler.counts()).toMatchObject({ healed: endings.length, discovered: silent.length, failed: 0, gone: 0 });
  expect((await world.ledger.summary()).healed).toBe(endings.length);
  // Nothing is left to do.
  await world.sandbox.advance(6 * hour);
  const asked = world.requests.length;
  await runRounds(reconciler);
  expect(world.requests.slice(asked).filter((operation) => operation.startsWith('retrieve'))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { behindGateway, missed } from './faulty-situations.ts';
import { createWorld, hour, minute, projectId, runRounds } from './world.ts';

describe('a callback that lands while an older GET is in flight', () => {
  test('wins by the join: nothing goes back, and nothing counts as healed', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { world, gateway, reconciler } = await behindGateway(() => ({ kind: 'held', until: held }));
    // Its receipt comes an hour after sent.
    const { id } = world.sandbox.send({ statusCallback: world.statusCallback, to: '+15005550101' });
    await world.sandbox.advance(59 * minute);
    const round = reconciler.runOnce();
    while (gateway.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    // The answer says sent by now, and waits on the wire.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await world.sandbox.advance(2 * minute);
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
    release();
    await round;
    expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: false, sources: ['callback', 'rest'] });
    expect(reconciler.counts()).toMatchObject({ checked: 1, healed: 0 });
    // The check that it was leased for does not put it back onto the schedule.
    await world.sandbox.advance(6 * hour);
    await runRounds(reconciler);
    expect(gateway.requests).toHaveLength(1);
  });
});

test('two answers about one lost callback heal it once, however they overtake each other', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let asked = 0;
  const { world, gateway, reconciler } = await behindGateway(() => {
    asked += 1;
    return asked === 1 ? { kind: 'held', until: held } : { kind: 'pass' };
  });
  world.sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
  const { id: messageId } = world.sandbox.send({ statusCallback: world.statusCallback });
  // Delivered, and not yet billed.
  await world.sandbox.advance(3_000);
  const first = reconciler.check({ projectId, messageId });
  while (gateway.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await new Promise((resolve) => setTimeout(resolve, 50));
  // Billed meanwhile: the next answer has another date, so it is another fact.
  await world.sandbox.advance(minute);
  expect(await reconciler.check({ projectId, messageId })).toMatchObject({ kind: 'checked', healed: true });
  await world.sandbox.advance(1_000);
  release();
  expect(await first).toMatchObject({ kind: 'checked', healed: false, message: { status: 'delivered', healed: true } });
  expect(
    (await world.ledger.timeline({ projectId, messageId })).filter(({ source }) => source === 'rest'),
  ).toHaveLength(2);
  expect(reconciler.counts()).toMatchObject({ checked: 2, healed: 1 });
});

describe('SignalWire does not know the message', () => {
  test('both APIs were asked: gone, counted, and never asked about again', async () => {
    const { world, gateway, reconciler } = await behindGateway(() => ({ kind: 'answer', status: 404 }));
    const id = await missed(world);
    await runRounds(reconciler);
    expect(gateway.requests.map(({ path }) => path.split('/').at(-1))).toEqual([id, id]);
    expect(reconciler.counts()).toMatchObject({ gone: 1, checked: 0, failed: 0 });
    for (let hours = 0; hours < 8; hours += 1) {
      await world.sandbox.advance(hour);
      await runRounds(reconciler);
    }
    expect(gateway.requests).toHaveLength(2);
    expect(await world.state(id)).toMatchObject({ status: 'sent' });
  });

  test('a message that was deleted is in the logs still: healed', async () => {
    const world = await createWorld();
    const id = await missed(world);
    const { client } = { client: world.client() };
    await fetch(`${world.sandbox.url}/api/laml/2010-04-01/Accounts/${projectId}/Messages/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Basic ${btoa(`${projectId}:PTsandbox`)}` },
    });
    await runRounds(world.reconciler({ client, list: false }));
    expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
  });
});

describe('SignalWire cannot answer', () => {
  test('429: nothing is asked until it may be, and then all of it', async () => {
    let throttled = true;
    const { world, gateway, reconciler } = await behindGateway(() =>
      throttled ? { kind: 'answer', status: 429, headers: { 'retry-after': '90' } } : { kind: 'pass' },
    );
    world.sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
    for (let index = 0; index < 120; index += 1) world.sandbox.send({ statusCallback: world.statusCallback });
    await world.sandbox.advance(3 * minute);
    await runRounds(reconciler);
    // Those that were on their way when the first answer came, and no more.
    const asked = gateway.requests.length;
    expect(asked).toBeLessThanOrEqual(4);
    expect(reconciler.status().projects).toMatchObject([{ projectId, closedUntil: expect.any(Date) }]);
    throttled = false;
    await world.sandbox.advance(89_000);
    await runRounds(reconciler);
    expect(gateway.requests).toHaveLength(asked);
    await world.sandbox.advance(1_000);
    await runRounds(reconciler);
    expect(gateway.requests).toHaveLength(asked + 120);
    expect(reconciler.counts()).toMatchObject({ healed: 120, checked: 120 });
  });

  test('credentials that are refused: asked again after minutes, not each round', async () => {
    const world = await createWorld();
    await missed(world);
    const reconciler = world.reconciler({ client: world.client({ token: 'PTwrong' }) });
    for (let round = 0; round < 20; round += 1) {
      await runRounds(reconciler);
      await world.sandbox.advance(15_000);
    }
    expect(world.requests.length).toBeLessThanOrEqual(2);
    expect(world.events).toContainEqual(expect.objectContaining({ kind: 'client_paused', reason: 'unauthorized' }));
  });

  test('500 for half a day, past every deadline: nothing is lost, and few requests are spent', async () => {
    let broken = true;
    const { world, gateway, reconciler } = await behindGateway(() =>
      broken ? { kind: 'answer', status: 500 } : { kind: 'pass' },
    );
    world.sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
    for (let index = 0; index < 50; index += 1) world.sandbox.send({ statusCallback: world.statusCallback });
    for (let passed = 0; passed < 12 * hour; passed += minute) {
      await world.sandbox.advance(minute);
      await runRounds(reconciler);
    }
    // Probes while it is closed: a few every five minutes.
    expect(gateway.requests.length).toBeLessThan(12 * 12 * 6);
    broken = false;
    await world.sandbox.advance(2 * hour);
    await runRounds(reconciler);
    expect(reconciler.counts()).toMatchObject({ healed: 50, gone: 0 });
  });
});

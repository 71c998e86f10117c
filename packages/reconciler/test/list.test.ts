import { describe, expect, test } from 'vitest';
import type { GatewayFault } from './faulty-gateway.ts';
import { behindGateway } from './faulty-situations.ts';
import { createWorld, minute, runRounds } from './world.ts';

describe('the list', () => {
  test('a message that no callback told of is recorded with all that REST tells', async () => {
    const world = await createWorld({ sandbox: { faults: [{ kind: 'lost' }] } });
    const sent = (['compatibility', 'platform'] as const).map((dialect) =>
      world.sandbox.send({ statusCallback: world.statusCallback, dialect, to: '+15005550103', body: 'Hello' }),
    );
    world.sandbox.receiveInbound({});
    await world.sandbox.advance(5 * minute);
    const reconciler = world.reconciler();
    await runRounds(reconciler);
    expect(reconciler.counts()).toMatchObject({ discovered: 2, healed: 2, listed: 3, checked: 1 });
    const facts = { status: 'undelivered', healed: true, error: { code: '30003' }, segments: 1, sources: ['rest'] };
    // Text, media and times are the Compatibility API's to tell, so it is asked, once.
    expect(await world.state(sent[0]?.id ?? '')).toMatchObject({
      ...facts,
      dialect: 'compatibility',
      body: 'Hello',
      media: 0,
    });
    expect(await world.state(sent[1]?.id ?? '')).toMatchObject({ ...facts, dialect: 'platform', body: null });
    expect(world.requests).toEqual(['list_logs', 'retrieve_message']);
    // What somebody sent to us is not missed: nobody asked to be told.
    expect((await world.ledger.list()).items).toHaveLength(2);
  });

  test('leaves alone what is so young that its callbacks may be on their way, and looks again', async () => {
    const world = await createWorld({ sandbox: { faults: [{ kind: 'lost' }] } });
    const reconciler = world.reconciler();
    await runRounds(reconciler);
    const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
    await world.sandbox.advance(minute);
    await runRounds(reconciler);
    expect(await world.state(id)).toBeNull();
    await world.sandbox.advance(5 * minute);
    await runRounds(reconciler);
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
    const [project] = reconciler.status().projects;
    expect(project?.watermark).toEqual(new Date('2026-01-01T00:04:00.000Z'));
  });

  test('a message that the list shows late is found by the overlap', async () => {
    const late = { kind: 'answer', status: 200, body: JSON.stringify({ links: {}, data: [] }) } as const;
    const faults: GatewayFault[] = [late];
    const { world, reconciler } = await behindGateway(() => faults.shift() ?? { kind: 'pass' }, { list: {} });
    world.sandbox.setFaults([{ kind: 'lost' }]);
    const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
    await world.sandbox.advance(3 * minute);
    await runRounds(reconciler);
    expect(await world.state(id)).toBeNull();
    await world.sandbox.advance(5 * minute);
    await runRounds(reconciler);
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
  });

  test('goes on where its pages ended, round after round, and misses nothing of what arrives meanwhile', async () => {
    const world = await createWorld({ sandbox: { faults: [{ kind: 'lost' }] } });
    for (let index = 0; index < 55; index += 1) world.sandbox.send({ statusCallback: world.statusCallback });
    await world.sandbox.advance(10 * minute);
    const reconciler = world.reconciler({ list: { maxPages: 2, pageSize: 10 } });
    let rounds = 0;
    for (let more = true; more && rounds < 20; rounds += 1) {
      world.sandbox.send({ statusCallback: world.statusCallback });
      ({ more } = await reconciler.runOnce());
      if (rounds < 2) expect(reconciler.counts().listed).toBe((rounds + 1) * 20);
    }
    expect(rounds).toBe(3);
    expect(reconciler.counts()).toMatchObject({ discovered: 55, healed: 55, listed: 55 });
    await world.sandbox.advance(10 * minute);
    await runRounds(reconciler);
    expect(reconciler.counts()).toMatchObject({ discovered: 58 });
  });

  test('a page that fails is read again: nothing is missed', async () => {
    const faults: GatewayFault[] = [
      { kind: 'pass' },
      { kind: 'cut' },
      { kind: 'answer', status: 429, headers: { 'retry-after': '20' } },
      { kind: 'answer', status: 200, body: 'no JSON' },
    ];
    const { world, reconciler } = await behindGateway(
      (path) => (path.endsWith('/logs') ? (faults.shift() ?? { kind: 'pass' }) : { kind: 'pass' }),
      { list: { pageSize: 4 } },
    );
    world.sandbox.setFaults([{ kind: 'lost' }]);
    for (let index = 0; index < 10; index += 1) world.sandbox.send({ statusCallback: world.statusCallback });
    for (let round = 0; round < 60; round += 1) {
      await world.sandbox.advance(15_000);
      await reconciler.runOnce();
    }
    expect(faults).toEqual([]);
    expect(reconciler.counts()).toMatchObject({ discovered: 10, healed: 10, failed: 3 });
  });
});

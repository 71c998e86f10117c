import { describe, expect, test } from 'vitest';
import { createReconciler, type ReconcilerOptions } from '../src/index.ts';
import { type GatewayFault, startGateway } from './faulty-gateway.ts';
import { createWorld, hour, minute, projectId, runRounds, type World } from './world.ts';

/** A message whose delivered is lost, due for a check. */
async function missed(world: World): Promise<string> {
  world.sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
  const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
  await world.sandbox.advance(3 * minute);
  return id;
}

async function behindGateway(decide: (path: string) => GatewayFault, options: Partial<ReconcilerOptions> = {}) {
  const world = await createWorld();
  const gateway = await startGateway(world.sandbox.url, ({ path }) => decide(path));
  const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 500 });
  return { world, gateway, reconciler: world.reconciler({ client, list: false, ...options }) };
}

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

describe('a message of a project without a client', () => {
  test('does not stand in the way of the others, and is left alone in the end', async () => {
    const world = await createWorld();
    const id = await missed(world);
    for (let index = 0; index < 30; index += 1) {
      await world.ledger.expect({ projectId: 'other', messageId: `m${index}`, from: '+1', to: '+2' });
    }
    const reconciler = world.reconciler({ list: false, maxChecks: 10 });
    for (let round = 0; round < 400; round += 1) {
      await world.sandbox.advance(minute);
      await reconciler.runOnce();
    }
    expect(await world.state(id)).toMatchObject({ status: 'delivered' });
    expect(world.requests).toEqual(['retrieve_message']);
    expect((await world.ledger.due({ owner: 'test', leaseMs: 1_000, limit: 100 })).length).toBe(0);
  });
});

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

describe('check', () => {
  test('asks about one message, and says what came of it', async () => {
    const world = await createWorld();
    const id = await missed(world);
    const reconciler = world.reconciler({ list: false });
    expect(await reconciler.check({ projectId, messageId: id })).toMatchObject({
      kind: 'checked',
      moved: true,
      healed: true,
    });
    expect(await reconciler.check({ projectId, messageId: id })).toMatchObject({
      kind: 'checked',
      moved: false,
      healed: false,
    });
    expect(await reconciler.check({ projectId, messageId: 'unheard-of' })).toEqual({ kind: 'gone' });
    expect(await reconciler.check({ projectId: 'other', messageId: id })).toEqual({ kind: 'no_client' });
    expect(reconciler.counts()).toMatchObject({ checked: 2, healed: 1, gone: 1, failed: 0 });
    await world.sandbox.close();
    expect(await reconciler.check({ projectId, messageId: id })).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unavailable' },
    });
    expect(reconciler.counts()).toMatchObject({ failed: 1 });
  });
});

test('who looks on changes nothing by failing', async () => {
  const world = await createWorld();
  const id = await missed(world);
  const reconciler = world.reconciler({
    onEvent: () => {
      throw new Error('no');
    },
  });
  await runRounds(reconciler);
  expect(await world.state(id)).toMatchObject({ status: 'delivered' });
});

test.for<[string, object]>([
  ['knows no option interval', { interval: 5 }],
  ['createReconciler list knows no option pages', { list: { pages: 5 } }],
  ['maxChecks must be', { maxChecks: 0 }],
  ['list.pageSize must be', { list: { pageSize: 5_000 } }],
  ['at least one', { client: [] }],
])('options that are wrong: %s', async ([message, options]) => {
  const world = await createWorld();
  const given = { ledger: world.ledger, client: world.client(), ...options };
  expect(() => createReconciler(given)).toThrow(message);
  expect(() => createReconciler({ ...given, client: [world.client(), world.client()], list: false })).toThrow();
});

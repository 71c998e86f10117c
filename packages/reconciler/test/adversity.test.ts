import { createMemoryStore } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import type { ReconcilerOptions } from '../src/index.ts';
import { type FaultyGateway, type GatewayFault, startGateway } from './faulty-gateway.ts';
import { createWorld, hour, minute, projectId, runRounds, type World } from './world.ts';

const isList = (path: string) => path.endsWith('/logs');

/** A world whose `delivered` are all lost, asked through a gateway. */
async function adverse(
  decide: (path: string) => GatewayFault,
  options: Partial<ReconcilerOptions> = {},
): Promise<{ world: World; gateway: FaultyGateway; reconciler: ReturnType<World['reconciler']> }> {
  const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: ['delivered'] }] } });
  const gateway = await startGateway(world.sandbox.url, ({ path }) => decide(path));
  const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 150 });
  return { world, gateway, reconciler: world.reconciler({ client, ...options }) };
}

describe('a list that cannot be read for ever does not keep single messages from being asked about', () => {
  test.for<[string, GatewayFault]>([
    ['500', { kind: 'answer', status: 500 }],
    ['401', { kind: 'answer', status: 401 }],
    ['403', { kind: 'answer', status: 403 }],
    ['400', { kind: 'answer', status: 400 }],
    ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '60' } }],
    ['no JSON', { kind: 'answer', status: 200, body: '<html>' }],
    ['cut', { kind: 'cut' }],
  ])('%s', async ([, fault]) => {
    const { world, gateway, reconciler } = await adverse((path) => (isList(path) ? fault : { kind: 'pass' }));
    // Long enough for the list alone to have failed many times in a row.
    for (let round = 0; round < 40; round += 1) {
      await world.sandbox.advance(15_000);
      await runRounds(reconciler);
    }
    const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
    for (let round = 0; round < 40; round += 1) {
      await world.sandbox.advance(15_000);
      await runRounds(reconciler);
    }
    expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
    expect(gateway.requests.filter(({ path }) => isList(path)).length).toBeLessThan(40);
  });
});

describe('pages without end', () => {
  test.for<[string, (asked: number) => string]>([
    ['a page that is its own next', () => '/api/messaging/logs?page_number=1'],
    ['two pages, each the next of the other', (asked) => `/api/messaging/logs?page_number=${asked % 2}`],
  ])('%s: given up, and begun anew at the next time', async ([, next]) => {
    let asked = 0;
    const { world, gateway, reconciler } = await adverse(() => {
      asked += 1;
      if (asked > 500) return { kind: 'cut' };
      const data = [{ id: 'm1', status: 'sent', from: '+1', to: '+2', direction: 'outbound' }];
      return { kind: 'answer', status: 200, body: JSON.stringify({ data, links: { next: next(asked) } }) };
    });
    await runRounds(reconciler);
    expect(gateway.requests.filter(({ path }) => isList(path)).length).toBeLessThan(5);
    await world.sandbox.advance(minute);
    await runRounds(reconciler);
    expect(gateway.requests.filter(({ path }) => isList(path)).length).toBeLessThan(5);
  });
});

test('SignalWire contradicts itself with every answer: asked again by policy, not at once for ever', async () => {
  let asked = 0;
  let id = '';
  const { world, gateway, reconciler } = await adverse(
    () => {
      asked += 1;
      const message = {
        sid: id,
        account_sid: projectId,
        status: asked % 2 === 0 ? 'delivered' : 'undelivered',
        from: '+15551234567',
        to: '+15557654321',
        date_updated: new Date(world.sandbox.clock.now() + asked * 1_000).toUTCString(),
      };
      return { kind: 'answer', status: 200, body: JSON.stringify(message) };
    },
    { list: false },
  );
  id = world.sandbox.send({ statusCallback: world.statusCallback }).id;
  for (let passed = 0; passed < 12 * hour; passed += minute) {
    await world.sandbox.advance(minute);
    await runRounds(reconciler);
  }
  expect(gateway.requests.length).toBeLessThan(20);
});

describe('an answer that the store does not take', () => {
  /** A store that takes nothing of that message. */
  async function worldWithout(refused: { id: string }): Promise<World> {
    const store = createMemoryStore();
    return createWorld({
      sandbox: { faults: [{ kind: 'lost' }] },
      store: {
        ...store,
        append: (entries, options) =>
          entries.some(({ event }) => event.messageId === refused.id)
            ? Promise.reject(new Error('value out of range'))
            : store.append(entries, options),
      },
    });
  }

  test('on the list: counted, and all the others are recorded', async () => {
    const refused = { id: '' };
    const world = await worldWithout(refused);
    const ids = Array.from({ length: 9 }, () => world.sandbox.send({ statusCallback: world.statusCallback }).id);
    refused.id = ids[4] ?? '';
    await world.sandbox.advance(5 * minute);
    const reconciler = world.reconciler({ list: { pageSize: 3 } });
    await runRounds(reconciler);
    expect(reconciler.counts()).toMatchObject({ discovered: 8, healed: 8, unreadable: 1, listed: 9 });
    expect(reconciler.status().projects[0]?.watermark).toEqual(new Date(world.now().getTime() - 2 * minute));
  });

  test('about one message: a check that failed, and the round goes on', async () => {
    const refused = { id: '' };
    const world = await worldWithout(refused);
    const ids = Array.from({ length: 9 }, () => world.sandbox.send({ statusCallback: world.statusCallback }).id);
    for (const messageId of ids) {
      await world.ledger.expect({ projectId, messageId, from: '+1', to: '+2', sentAt: world.now() });
    }
    refused.id = ids[0] ?? '';
    await world.sandbox.advance(10 * minute);
    const reconciler = world.reconciler({ list: false });
    await reconciler.runOnce();
    expect(reconciler.counts()).toMatchObject({ healed: 8, failed: 1 });
    expect(await reconciler.check({ projectId, messageId: refused.id })).toMatchObject({
      kind: 'failed',
      failure: { kind: 'malformed' },
    });
    expect(world.events.filter(({ kind }) => kind === 'round_failed')).toEqual([]);
  });
});

describe('a message that cannot be asked about, ever', () => {
  test.for<[string, GatewayFault]>([
    ['malformed', { kind: 'answer', status: 200, body: '{"sid":' }],
    ['400', { kind: 'answer', status: 400 }],
    ['500', { kind: 'answer', status: 500 }],
    ['a redirect', { kind: 'answer', status: 301, headers: { location: 'https://elsewhere.example/' } }],
    ['a page for people', { kind: 'answer', status: 404, headers: { 'content-type': 'text/html' }, body: '<p>' }],
    ['silence', { kind: 'silent' }],
  ])('%s: is asked about ever less often, and others are not held up', async ([, fault]) => {
    let poisoned = '';
    const { world, gateway, reconciler } = await adverse(
      (path) => (path.endsWith(poisoned) ? fault : { kind: 'pass' }),
      { list: false },
    );
    poisoned = world.sandbox.send({ statusCallback: world.statusCallback }).id;
    for (let passed = 0; passed < 48 * hour; passed += 10 * minute) {
      await world.sandbox.advance(10 * minute);
      await runRounds(reconciler);
    }
    const asked = () => gateway.requests.filter(({ path }) => path.endsWith(poisoned)).length;
    const inTwoDays = asked();
    expect(inTwoDays).toBeLessThan(60);
    const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
    for (let passed = 0; passed < hour; passed += minute) {
      await world.sandbox.advance(minute);
      await runRounds(reconciler);
    }
    expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
  });
});

test('answers that hang longer than a lease are failures: what is behind them gets its turn', async () => {
  const hanging = new Set<string>();
  const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: ['delivered'] }] } });
  const gateway = await startGateway(world.sandbox.url, ({ path }) =>
    hanging.has(path.split('/').at(-1) ?? '') ? { kind: 'silent' } : { kind: 'pass' },
  );
  const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 60_000 });
  const reconciler = world.reconciler({ client, list: false, leaseMs: 1_000, concurrency: 2 });
  for (let index = 0; index < 2; index += 1) {
    hanging.add(world.sandbox.send({ statusCallback: world.statusCallback }).id);
  }
  await world.sandbox.advance(minute);
  const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
  await world.sandbox.advance(3 * minute);
  await reconciler.runOnce();
  await reconciler.runOnce();
  expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
  expect(reconciler.counts()).toMatchObject({ failed: 2 });
});

test('stopped while it is told to check: the check is given up', async () => {
  const { world, gateway, reconciler } = await adverse(() => ({ kind: 'silent' }), {});
  const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 60_000 });
  const patient = world.reconciler({ client, list: false });
  void reconciler;
  const checked = patient.check({ projectId, messageId: 'm1' });
  while (gateway.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await patient.stop();
  expect(await checked).toEqual({ kind: 'failed', failure: { kind: 'aborted' } });
  expect(patient.counts()).toMatchObject({ failed: 0 });
}, 5_000);

test('paused while it asks: what it holds is given back, and asked about first when it goes on', async () => {
  let silent = true;
  const { world, gateway, reconciler } = await adverse(() => (silent ? { kind: 'silent' } : { kind: 'pass' }), {
    list: false,
  });
  const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
  await world.sandbox.advance(3 * minute);
  const round = reconciler.runOnce();
  while (gateway.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  reconciler.pause();
  expect(await round).toEqual({ more: false });
  silent = false;
  await runRounds(reconciler);
  expect(await world.state(id)).toMatchObject({ status: 'sent' });
  reconciler.resume();
  await runRounds(reconciler);
  expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
  expect(reconciler.counts()).toMatchObject({ checked: 1, failed: 0 });
});

test('a status that nobody documented, in every answer: kept, never moves the message, and is asked about by policy', async () => {
  let id = '';
  let words = 0;
  const { world, gateway, reconciler } = await adverse(
    () => {
      words += 1;
      const message = {
        sid: id,
        account_sid: projectId,
        status: `teleported ${words}`,
        from: '+15551234567',
        to: '+15557654321',
      };
      return { kind: 'answer', status: 200, body: JSON.stringify(message) };
    },
    { list: false },
  );
  id = world.sandbox.send({ statusCallback: world.statusCallback }).id;
  for (let passed = 0; passed < 12 * hour; passed += minute) {
    await world.sandbox.advance(minute);
    await runRounds(reconciler);
  }
  expect(await world.state(id)).toMatchObject({ status: 'sent', healed: false });
  expect(gateway.requests.length).toBe(9);
});

test('how far it is behind is not forgotten while nobody can be asked', async () => {
  let broken = false;
  const { world, reconciler } = await adverse(
    () => (broken ? { kind: 'answer', status: 429, headers: { 'retry-after': '600' } } : { kind: 'pass' }),
    { list: false, maxChecks: 1 },
  );
  for (let index = 0; index < 3; index += 1) world.sandbox.send({ statusCallback: world.statusCallback });
  await world.sandbox.advance(10 * minute);
  await reconciler.runOnce();
  broken = true;
  await reconciler.runOnce();
  const { lagMs } = reconciler.counts();
  expect(lagMs).toBeGreaterThan(7 * minute);
  await world.sandbox.advance(minute);
  await reconciler.runOnce();
  expect(reconciler.counts().lagMs).toBe(lagMs);
});

test('a clock that is set back does not leave SignalWire unasked until it has caught up', async () => {
  let ahead = 12 * hour;
  const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: ['delivered'] }] } });
  const now = () => new Date(world.now().getTime() + ahead);
  let throttled = true;
  const gateway = await startGateway(world.sandbox.url, () =>
    throttled ? { kind: 'answer', status: 429, headers: { 'retry-after': '60' } } : { kind: 'pass' },
  );
  const client = world.client({ baseUrl: gateway.url, now });
  const reconciler = world.reconciler({ client, now, list: false });
  await reconciler.check({ projectId, messageId: 'm1' });
  expect(reconciler.status().projects).toMatchObject([{ closedUntil: expect.any(Date) }]);
  throttled = false;
  ahead = 0;
  const { id } = world.sandbox.send({ statusCallback: world.statusCallback });
  await world.sandbox.advance(3 * minute);
  await runRounds(reconciler);
  expect(await world.state(id)).toMatchObject({ status: 'delivered' });
});

import { describe, expect, test } from 'vitest';
import { createReconciler } from '../src/index.ts';
import { missed } from './faulty-situations.ts';
import { createWorld, minute, projectId, runRounds } from './world.ts';

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

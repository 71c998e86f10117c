import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLedger, type Ledger } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startGateway } from './faulty-gateway.ts';
import { createWorld, hour, minute, projectId, token, type World } from './world.ts';

let server: PostgresServer;
let schemas = 0;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** A world whose ledger is on PostgreSQL, and one more ledger on the same tables, as another process has. */
async function createSharedWorld(): Promise<{
  readonly world: World;
  readonly other: Ledger;
  readonly schema: string;
}> {
  schemas += 1;
  const schema = `reconciler_${schemas}`;
  const pools = [1, 2].map(() => new Pool({ connectionString: server.connectionString, max: 4 }));
  onTestFinished(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
  });
  const [first, second] = pools.map((sql) => createPostgresStore({ sql, schema }));
  if (first === undefined || second === undefined) throw new Error('two stores were made');
  await first.migrate();
  const world = await createWorld({ store: first });
  const other = createLedger({ store: second, now: world.now, checkAt: world.policy.checkAt });
  onTestFinished(() => other.close());
  return { world, other, schema };
}

describe('two reconcilers on one PostgreSQL', () => {
  test('share the work, and no message is checked twice within its interval', { timeout: 120_000 }, async () => {
    const { world, other } = await createSharedWorld();
    const { sandbox, statusCallback } = world;
    const askedAt = new Map<string, number[]>();
    const gateway = await startGateway(sandbox.url, ({ path }) => {
      const id = path.split('/').at(-1) ?? '';
      const times = askedAt.get(id) ?? [];
      times.push((sandbox.clock.now() - sentAt) / minute);
      askedAt.set(id, times);
      return { kind: 'pass' };
    });
    const reconcilers = [world.ledger, other].map((ledger) =>
      world.reconciler({ ledger, client: world.client({ baseUrl: gateway.url }), list: false }),
    );
    for (let index = 0; index < 120; index += 1) sandbox.send({ statusCallback, to: '+15005550102' });
    await sandbox.advance(minute);
    const sentAt = sandbox.messages()[0]?.sentAt ?? 0;
    for (let passed = minute; passed < 6 * hour; passed += 2 * minute) {
      await sandbox.advance(2 * minute);
      // At once, again and again, as fast as they can.
      await Promise.all([...reconcilers, ...reconcilers].map((reconciler) => reconciler.runOnce()));
    }
    expect(askedAt.size).toBe(120);
    // Nine times each, and never sooner than the policy says.
    for (const minutes of askedAt.values()) {
      expect(minutes).toHaveLength(9);
      const waits = minutes.map((at, index) => at - (minutes[index - 1] ?? 0));
      [2, 4, 8, 16, 32, 60, 60, 60].forEach((least, index) => {
        expect(waits[index]).toBeGreaterThanOrEqual(least);
      });
      // The last is made when validity period and grace are over, however long the wait before it.
      expect(minutes.at(-1)).toBeGreaterThanOrEqual(300);
    }
    const [first, second] = reconcilers.map((reconciler) => reconciler.counts().checked);
    expect((first ?? 0) + (second ?? 0)).toBe(9 * 120);
    expect(Math.min(first ?? 0, second ?? 0)).toBeGreaterThan(100);
  });

  test('read each window of the list once, together', { timeout: 60_000 }, async () => {
    const { world, other } = await createSharedWorld();
    const { sandbox, statusCallback } = world;
    sandbox.setFaults([{ kind: 'lost' }]);
    const reconcilers = [world.ledger, other].map((ledger) => world.reconciler({ ledger, list: { pageSize: 5 } }));
    for (let passed = 0; passed < hour; passed += minute) {
      sandbox.send({ statusCallback });
      await sandbox.advance(minute);
      await Promise.all(reconcilers.map((reconciler) => reconciler.runOnce()));
    }
    await sandbox.advance(10 * minute);
    await Promise.all(reconcilers.map((reconciler) => reconciler.runOnce()));
    for (const { id, status } of sandbox.messages()) expect(await world.state(id)).toMatchObject({ status });
    const counts = reconcilers.map((reconciler) => reconciler.counts());
    expect(counts.reduce((sum, { discovered }) => sum + discovered, 0)).toBe(60);
    // Thirteen windows, of ten messages and a few more pages at most each.
    expect(world.requests.filter((operation) => operation === 'list_logs').length).toBeLessThanOrEqual(3 * 13);
  });

  test('one is killed while it asks: what it held is checked by the other once its leases are over', {
    timeout: 60_000,
  }, async () => {
    const { world, other, schema } = await createSharedWorld();
    const { sandbox, statusCallback } = world;
    sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
    for (let index = 0; index < 30; index += 1) sandbox.send({ statusCallback });
    await sandbox.advance(3 * minute);

    const silent = await startGateway(sandbox.url, () => ({ kind: 'silent' }));
    const child = spawnReconciler([schema, silent.url, projectId, token, world.now().toISOString()]);
    while (silent.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGKILL');
    await once(child, 'exit');

    const survivor = world.reconciler({ ledger: other, list: false });
    await survivor.runOnce();
    // Nobody may ask while the leases last: the one who holds them could be alive.
    expect(survivor.counts().checked).toBe(0);
    await sandbox.advance(2 * minute);
    await survivor.runOnce();
    expect(survivor.counts()).toMatchObject({ checked: 30, healed: 30 });
    const { items } = await world.ledger.list();
    expect(items.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 'delivered'));
  });
});

function spawnReconciler(parameters: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL('reconciler-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, server.connectionString, ...parameters], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

import { expect, test } from 'vitest';
import { type MessageFate, messageFates, requestsPerDay, requestsPerMessage } from '../src/index.ts';
import { startGateway } from './faulty-gateway.ts';
import { createWorld, hour, minute, projectId, runRounds, type World } from './world.ts';

const silentNumber = '+15005550102';

/** Lets a message live so, and resolves with its id. */
const lives: Readonly<Record<MessageFate, (world: World) => Promise<string>>> = {
  receipt_in_time: async (world) => send(world, {}),
  receipt_after_10_minutes: async (world) => {
    world.sandbox.setFaults([{ kind: 'delayed', ms: 10 * minute - 2_000, statuses: ['delivered'] }]);
    return send(world, { to: '+15557654322' });
  },
  receipt_after_1_hour: async (world) => send(world, { to: '+15005550101' }),
  no_receipt: async (world) => send(world, { to: silentNumber }),
  mms: async (world) => send(world, { media: ['https://example.com/cat.png'] }),
  platform_mms: async (world) => send(world, { media: ['https://example.com/cat.png'], dialect: 'platform' }),
  queued_until_expired: async (world) => {
    world.sandbox.setFaults([{ kind: 'lost', statuses: ['failed'] }]);
    return send(world, { to: '+15005550110', validitySeconds: 172_800 });
  },
  ending_lost: async (world) => {
    world.sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
    return send(world, {});
  },
  contradicted: async (world) => {
    world.sandbox.setFaults([{ kind: 'contradictory' }]);
    return send(world, {});
  },
  all_lost: async (world) => {
    world.sandbox.setFaults([{ kind: 'lost' }]);
    const id = await send(world, {});
    await world.ledger.expect({
      projectId,
      messageId: id,
      from: '+15551234567',
      to: '+15557654321',
      sentAt: world.now(),
    });
    return id;
  },
  unknown_to_signalwire: async (world) => {
    const expected = { projectId, messageId: 'unheard-of', from: '+15551234567', to: '+15557654321' };
    await world.ledger.expect(expected);
    return expected.messageId;
  },
};

async function send(world: World, request: Parameters<World['sandbox']['send']>[0]): Promise<string> {
  return world.sandbox.send({ statusCallback: world.statusCallback, ...request }).id;
}

test.for(messageFates)(
  'a message costs no more requests than the table says, counted on the wire: %s',
  async (fate) => {
    const world = await createWorld();
    const gateway = await startGateway(world.sandbox.url, () => ({ kind: 'pass' }));
    const reconciler = world.reconciler({ client: world.client({ baseUrl: gateway.url }), list: false });
    const id = await lives[fate](world);
    for (let passed = 0; passed < 8 * hour; passed += 30_000) {
      await world.sandbox.advance(30_000);
      await runRounds(reconciler);
    }
    const asked = gateway.requests.filter(({ path }) => path.endsWith(`/${id}`));
    const most = requestsPerMessage()[fate];
    // A message of which the receipt comes late is first queued, so it may be asked about a little less than at most.
    expect(asked.length).toBeLessThanOrEqual(most);
    expect(asked.length).toBeGreaterThanOrEqual(fate.startsWith('receipt_after') ? most - 1 : most);
  },
);

test('a day of 5,000 messages costs no more requests than computed', { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const { sandbox, statusCallback } = world;
  const reconciler = world.reconciler({ list: { pageSize: 50 } });
  const shares = { no_receipt: 0.02, mms: 0.05 };
  let sent = 0;
  for (let passed = 0; passed < 24 * hour; passed += 5 * minute) {
    // Evenly over the day.
    for (; sent < (5_000 * passed) / (24 * hour); sent += 1) {
      sandbox.send({
        statusCallback,
        ...(sent % 50 === 0 ? { to: silentNumber } : {}),
        ...(sent % 20 === 1 ? { media: ['https://example.com/cat.png'] } : {}),
      });
    }
    await sandbox.advance(5 * minute);
    await runRounds(reconciler);
  }
  const { checks, pages } = requestsPerDay({ messagesPerDay: 5_000, shares }, world.policy, { pageSize: 50 });
  const listed = world.requests.filter((operation) => operation === 'list_logs').length;
  expect(listed).toBeLessThanOrEqual(pages);
  expect(listed).toBeGreaterThan(pages * 0.9);
  expect(world.requests.length - listed).toBeLessThanOrEqual(checks);
  expect(world.requests.length - listed).toBeGreaterThan(checks * 0.7);
});

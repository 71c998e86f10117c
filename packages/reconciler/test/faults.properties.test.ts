import { statusRank } from '@statuswire/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type GatewayFault, type GatewayRequest, startGateway } from './faulty-gateway.ts';
import { createWorld, hour, minute, runRounds } from './world.ts';

const answer = (status: number, headers: Record<string, string> = {}, body = '{}'): GatewayFault => ({
  kind: 'answer',
  status,
  headers,
  body,
});

const fault: fc.Arbitrary<GatewayFault> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<GatewayFault>({ kind: 'pass' }) },
  fc.nat(200).map((seconds) => answer(429, { 'retry-after': String(seconds) })),
  fc.constant(answer(429, { 'retry-after': 'Thu, 01 Jan 2026 00:09:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' })),
  fc.constant(answer(429)),
  fc.constant(answer(404)),
  fc.constant(answer(500)),
  fc.constant(answer(401)),
  fc.constant(answer(400)),
  fc.constant<GatewayFault>({ kind: 'silent' }),
  fc.constant<GatewayFault>({ kind: 'cut' }),
  fc.constant<GatewayFault>({ kind: 'cut_body' }),
  fc.constantFrom('', '{"sid":', '[]', 'null', '{"sid":"m1"}').map((body) => answer(200, {}, body)),
);

const world = fc.record({
  seed: fc.nat(),
  messages: fc.array(
    fc.record({
      dialect: fc.constantFrom('compatibility' as const, 'platform' as const),
      to: fc.constantFrom('+15557654321', '+15005550101', '+15005550102', '+15005550103'),
      media: fc.constantFrom<string[][]>([], ['https://example.com/cat.png']),
      expected: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  /** What becomes of each request for a message or for a page; once they are over, all pass. */
  faults: fc.array(fault, { maxLength: 40 }),
  /** How long from one round to the next, in seconds. */
  steps: fc.array(fc.integer({ min: 5, max: 900 }), { minLength: 5, maxLength: 25 }),
  withList: fc.boolean(),
});

test('whatever fails, at any moment: nothing is lost, nothing goes back, nothing is asked without end', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ seed, messages, faults, steps, withList }) => {
      const { sandbox, ledger, statusCallback, state, ...rest } = await createWorld({
        sandbox: {
          seed,
          faults: [
            { kind: 'lost', probability: 0.4 },
            { kind: 'reordered', probability: 0.2 },
          ],
        },
      });
      const left = [...faults];
      const gateway = await startGateway(sandbox.url, () => left.shift() ?? { kind: 'pass' });
      const client = rest.client({ baseUrl: gateway.url, retries: 1, timeoutMs: 100 });
      const reconciler = rest.reconciler({ client, maxChecks: 20, ...(withList ? {} : { list: false }) });
      const sent = await Promise.all(
        messages.map(async ({ expected, ...message }) => {
          const { id, projectId, dialect, from, to, media } = sandbox.send({ ...message, statusCallback });
          if (expected || !withList) {
            await ledger.expect({
              projectId,
              messageId: id,
              dialect,
              from,
              to,
              media: media.length,
              sentAt: rest.now(),
            });
          }
          return id;
        }),
      );
      const ranks = new Map<string, number>();
      const round = async () => {
        const before = gateway.requests.length;
        await runRounds(reconciler);
        // Both APIs, each with a retry, for every message that can be due; a few pages.
        expect(gateway.requests.length - before).toBeLessThanOrEqual(messages.length * 4 + 4);
        for (const id of sent) {
          const rank = statusRank((await state(id))?.status ?? 'unknown') ?? -1;
          expect(rank).toBeGreaterThanOrEqual(ranks.get(id) ?? -1);
          ranks.set(id, rank);
        }
      };
      for (const seconds of steps) {
        await sandbox.advance(seconds * 1_000);
        await round();
      }
      // From here on everything works: past every pause, every deadline and every wait after a failure.
      left.length = 0;
      for (let hours = 0; hours < 8; hours += 1) {
        await sandbox.advance(hour);
        await round();
      }
      const gone = new Set(
        rest.events.flatMap((event) =>
          event.kind === 'check' && event.outcome.kind === 'gone' ? [event.messageId] : [],
        ),
      );
      for (const id of sent) {
        // What neither API knew when it was asked is not asked about again: that is what gone means.
        if (!gone.has(id)) expect([id, (await state(id))?.status]).toEqual([id, sandbox.message(id)?.status]);
      }
      // Nothing is due any more, and nobody asks.
      await sandbox.advance(24 * hour);
      const asked = gateway.requests.length;
      await runRounds(reconciler);
      expect(retrievals(gateway.requests.slice(asked))).toEqual([]);
      // What neither API knew was asked of both at most once after each move.
      for (const id of gone) {
        const outcomes = rest.events.filter((event) => event.kind === 'check' && event.messageId === id);
        expect(
          outcomes.filter((event) => event.kind === 'check' && event.outcome.kind === 'gone').length,
        ).toBeLessThanOrEqual(4);
      }
    }),
    { numRuns: 50 },
  );
});

function retrievals(requests: readonly GatewayRequest[]): readonly string[] {
  return requests.map(({ path }) => path).filter((path) => !path.endsWith('/logs'));
}

test('a fault at every single request of one message in turn: it is healed all the same, unless nobody knows it', async () => {
  const kinds: readonly GatewayFault[] = [
    answer(429, { 'retry-after': '30' }),
    answer(500),
    { kind: 'silent' },
    { kind: 'cut' },
    { kind: 'cut_body' },
    answer(200, {}, '{"sid":'),
    answer(404),
  ];
  for (const broken of kinds) {
    for (let at = 0; at < 3; at += 1) {
      const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: ['delivered'] }] } });
      let requests = 0;
      const gateway = await startGateway(world.sandbox.url, () => {
        requests += 1;
        return requests === at + 1 ? broken : { kind: 'pass' };
      });
      const { id } = world.sandbox.send({ statusCallback: world.statusCallback, to: '+15005550101' });
      const client = world.client({ baseUrl: gateway.url, retries: 0, timeoutMs: 200 });
      const reconciler = world.reconciler({ client, list: false });
      for (let passed = 0; passed < 3 * hour; passed += 5 * minute) {
        await world.sandbox.advance(5 * minute);
        await runRounds(reconciler);
      }
      expect(await world.state(id)).toMatchObject({ status: 'delivered', healed: true });
      // 2, 6, 14, 30 and 62 minutes after sent, one that failed, one more that it was put off to, the other API after a 404.
      expect(gateway.requests.length).toBeLessThanOrEqual(8);
    }
  }
});

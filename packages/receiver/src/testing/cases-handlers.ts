import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { StatusWireError } from '@statuswire/contracts';
import { assertAcknowledged, assertBareProblem, theEvent, trying } from './expectations.ts';
import { signedDelivery } from './signed-delivery.ts';
import { conformanceCase, needing, signingKey } from './trial.ts';

const dialects = ['compatibility', 'platform'] as const;

/** The sender is told 200 for what was handled, and for nothing else. */
export const handlerCases = [
  conformanceCase('answers 200 only after the handler has resolved', async (trial) => {
    const handled: string[] = [];
    const host = await trial.start({
      handle: async ({ messageId }) => {
        await wait(80);
        handled.push(messageId);
      },
    });
    for (const dialect of dialects) {
      assertAcknowledged(
        await host.deliver(signedDelivery({ signingKey, url: host.url, dialect, messageId: dialect })),
        dialect,
      );
      assert.equal(handled.at(-1), dialect, 'the answer came before the handler had resolved');
    }
  }),

  conformanceCase('answers 500 where the handler throws, and says nothing of the error', async (trial) => {
    const faults: readonly (() => unknown)[] = [
      () => {
        throw new Error('secret');
      },
      () => Promise.reject(new TypeError('secret')),
      () => Promise.reject('secret'),
      () => Promise.reject(undefined),
      () => Promise.reject(Object.assign(new Error('secret'), { status: 200, statusCode: 200, expose: true })),
    ];
    let fault = faults[0];
    const host = await trial.start({ handle: () => fault?.() });
    for (const [index, next] of faults.entries()) {
      fault = next;
      await trying(`fault ${index + 1}`, async () => {
        const reply = await host.deliver(signedDelivery({ signingKey, url: host.url }));
        assertBareProblem(reply, 500);
        assert.doesNotMatch(JSON.stringify(reply.headers), /secret/);
      });
    }
  }),

  conformanceCase('answers 503 with Retry-After where the handler is slower than the deadline', async (trial) => {
    const host = await trial.start({ options: { deadlineMs: 150 }, handle: () => wait(1_000) });
    const reply = await host.deliver(signedDelivery({ signingKey, url: host.url }));
    assertBareProblem(reply, 503);
    assert.match(String(reply.headers['retry-after']), /^\d+$/);
  }),

  conformanceCase('answers 503 with Retry-After where the store says that it is overloaded', async (trial) => {
    const host = await trial.start({
      handle: () => Promise.reject(new StatusWireError('STATUSWIRE_OVERLOADED', 'secret')),
    });
    const reply = await host.deliver(signedDelivery({ signingKey, url: host.url }));
    assertBareProblem(reply, 503);
    assert.match(String(reply.headers['retry-after']), /^\d+$/);
  }),

  conformanceCase('outlives a handler that fails after the deadline', async (trial) => {
    let slow = true;
    const host = await trial.start({
      options: { deadlineMs: 300 },
      handle: async () => {
        if (!slow) return;
        await wait(400);
        throw new Error('too late to tell anyone');
      },
    });
    assertBareProblem(await host.deliver(signedDelivery({ signingKey, url: host.url })), 503);
    await wait(150);
    slow = false;
    assertAcknowledged(await host.deliver(signedDelivery({ signingKey, url: host.url })), 'compatibility');
  }),

  conformanceCase('keeps concurrent requests apart', async (trial) => {
    const host = await trial.start({
      handle: async ({ messageId }) => {
        const number = Number(messageId);
        await wait((number * 7) % 20);
        if (number % 5 === 0) throw new Error('this one fails');
      },
    });
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    await Promise.all(
      numbers.map(async (number) => {
        const dialect = dialects[number % 2];
        assert.ok(dialect);
        const delivery = signedDelivery({
          signingKey,
          url: `${host.url}?n=${number}`,
          dialect,
          messageId: `${number}`,
        });
        const forged = number % 7 === 0;
        const reply = await host.deliver(forged ? { ...delivery, url: `${host.url}?n=forged` } : delivery);
        await trying(`request ${number}`, async () => {
          if (forged) assertBareProblem(reply, 403);
          else if (number % 5 === 0) assertBareProblem(reply, 500);
          else assertAcknowledged(reply, dialect);
        });
      }),
    );
    assert.deepEqual(
      host.events.map(({ messageId }) => Number(messageId)).sort((one, other) => one - other),
      numbers.filter((number) => number % 7 !== 0),
    );
  }),
] as const;

/** A handler behind the middleware gets the event in place of `onEvent`. */
export const nextHandlerCases = [
  conformanceCase(
    'hands the event and its verification to the next handler, which answers',
    async (trial) => {
      const host = await trial.start({ next: true });
      for (const dialect of dialects) {
        await trying(dialect, async () => {
          const delivery = signedDelivery({ signingKey, url: host.url, dialect, messageId: dialect });
          assert.equal((await host.deliver(delivery)).status, 202);
          assert.equal(host.events.at(-1)?.messageId, dialect);
          assert.equal(host.verifications.at(-1)?.status, 'verified');
        });
      }
      assert.equal(host.events.length, 2);
    },
    needing('next'),
  ),

  conformanceCase(
    'hands nothing to the next handler that it would reject',
    async (trial) => {
      const host = await trial.start({ next: true, options: { maxBodyBytes: 2_048 } });
      const delivery = signedDelivery({ signingKey, url: host.url });
      const long = signedDelivery({ signingKey, url: host.url, body: 'x'.repeat(2_048) });
      const unreadable = signedDelivery({ signingKey, url: host.url, fields: { MessageStatus: '' } });
      for (const [status, send] of [
        [403, () => host.deliver({ ...delivery, body: `${delivery.body}&Extra=1` })],
        [403, () => host.deliver(delivery, { headers: { 'x-signalwire-signature': '' } })],
        [405, () => host.deliver(delivery, { method: 'PUT' })],
        [413, () => host.deliver(long)],
        [413, () => host.deliver(long, { chunked: true })],
        [415, () => host.deliver(delivery, { headers: { 'content-type': 'text/plain' } })],
        [422, () => host.deliver(unreadable)],
      ] as const) {
        const reply = await send();
        assert.deepEqual(host.events, [], `the next handler was called for what deserves ${status}`);
        assert.equal(reply.status, status);
      }
      assert.equal((await host.deliver(delivery)).status, 202);
      theEvent(host);
    },
    needing('next'),
  ),

  conformanceCase(
    'leaves an error of the next handler to the framework, and acknowledges nothing',
    async (trial) => {
      const fault = new Error('secret');
      const host = await trial.start({ next: true, handle: () => Promise.reject(fault) });
      for (const dialect of dialects) {
        await trying(dialect, async () => {
          const reply = await host.deliver(signedDelivery({ signingKey, url: host.url, dialect }));
          assert.equal(reply.status, 500);
          assert.equal(host.errors.at(-1), fault, 'the error did not reach the framework');
        });
      }
      assert.equal(host.errors.length, 2);
    },
    needing('next'),
  ),
] as const;

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import { assertAcknowledged, assertBareProblem, assertNoEvent, theEvent, trying } from './expectations.ts';
import { answerLimitMs, createSingleConnection, inPieces, sendAndLeave } from './http-client.ts';
import { type SignedDelivery, signedDelivery } from './signed-delivery.ts';
import { inTime } from './time-limit.ts';
import { conformanceCase, type Host, signingKey } from './trial.ts';

/** The whole of a genuine callback, under a head that promises a little more. */
function leaveMidBody(host: Host, delivery: SignedDelivery, manner: 'end' | 'reset'): Promise<void> {
  const headers = { 'content-length': String(Buffer.byteLength(delivery.body) + 7) };
  const outgoing = host.outgoing(delivery, { headers });
  return sendAndLeave({ ...outgoing, body: delivery.body }, manner, () => wait(30));
}

/** Senders that go away, dawdle, or have more to say. */
export const connectionCases = [
  conformanceCase(
    'outlives a sender that goes away within the body, and takes no part for the whole',
    async (trial) => {
      const host = await trial.start();
      for (const dialect of ['compatibility', 'platform'] as const) {
        for (const manner of ['end', 'reset'] as const) {
          await leaveMidBody(host, signedDelivery({ signingKey, url: host.url, dialect }), manner);
        }
      }
      await wait(50);
      assertNoEvent(host);
      assertAcknowledged(await host.deliver(signedDelivery({ signingKey, url: host.url })), 'compatibility');
      theEvent(host);
    },
  ),

  conformanceCase('outlives a sender that goes away while the handler works', async (trial) => {
    let begun = () => {};
    const host = await trial.start({
      handle: () => {
        begun();
        return wait(80);
      },
    });
    for (const manner of ['end', 'reset'] as const) {
      const delivery = signedDelivery({ signingKey, url: host.url, messageId: manner });
      const headers = { 'content-length': String(Buffer.byteLength(delivery.body)) };
      const handling = new Promise<void>((resolve) => {
        begun = resolve;
      });
      await sendAndLeave({ ...host.outgoing(delivery, { headers }), body: delivery.body }, manner, () =>
        inTime(handling, answerLimitMs, 'The way to the handler'),
      );
    }
    await wait(120);
    assertAcknowledged(
      await host.deliver(signedDelivery({ signingKey, url: host.url, messageId: 'next' })),
      'compatibility',
    );
    assert.deepEqual(
      host.events.map(({ messageId }) => messageId),
      ['end', 'reset', 'next'],
    );
  }),

  conformanceCase('answers 408 to a body that trickles in past the deadline', async (trial) => {
    const host = await trial.start({ options: { deadlineMs: 200 } });
    const delivery = signedDelivery({ signingKey, url: host.url });
    const bytes = Buffer.from(delivery.body);
    const everyByte = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    const headers = { 'content-length': String(bytes.length) };
    assertBareProblem(await host.deliver(delivery, { body: inPieces(bytes, everyByte, 25), headers }), 408);
    assertNoEvent(host);
  }),

  conformanceCase('counts what the body took towards the deadline', async (trial) => {
    const host = await trial.start({ options: { deadlineMs: 1_000 }, handle: () => wait(600) });
    const delivery = signedDelivery({ signingKey, url: host.url });
    const bytes = Buffer.from(delivery.body);
    const headers = { 'content-length': String(bytes.length) };
    assertBareProblem(await host.deliver(delivery, { body: inPieces(bytes, [10], 600), headers }), 503);
  }),

  conformanceCase('leaves the connection fit for the next request after a rejection', async (trial) => {
    const host = await trial.start({ options: { maxBodyBytes: 2_048 } });
    const genuine = signedDelivery({ signingKey, url: host.url });
    const long = signedDelivery({ signingKey, url: host.url, body: 'x'.repeat(4_096) });
    const agent = createSingleConnection();
    try {
      assertAcknowledged(await host.deliver(genuine, { agent }), 'compatibility');
      for (const [status, delivery, sending] of [
        [403, { ...genuine, body: `${genuine.body}&Extra=1` }, {}],
        [405, genuine, { method: 'PUT' }],
        [415, genuine, { headers: { 'content-encoding': 'gzip' } }],
        [413, long, {}],
        [413, long, { chunked: true }],
      ] as const) {
        await trying(`${status}`, async () => {
          assertBareProblem(await host.deliver(delivery, { ...sending, agent }), status);
          await wait(5);
          const reply = await host.deliver(genuine, { agent });
          assertAcknowledged(reply, 'compatibility');
          assert.ok(reply.reusedConnection, 'the connection was closed');
        });
      }
    } finally {
      agent.destroy();
    }
  }),
] as const;

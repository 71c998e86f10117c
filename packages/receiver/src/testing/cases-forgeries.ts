import assert from 'node:assert/strict';
import { assertAcknowledged, assertBareProblem, assertNoEvent, theEvent, trying } from './expectations.ts';
import type { Reply } from './http-client.ts';
import { type SignedDelivery, signedDelivery } from './signed-delivery.ts';
import { conformanceCase, signingKey } from './trial.ts';

const dialects = ['compatibility', 'platform'] as const;

function unsigned({
  headers: { 'x-signalwire-signature': _, ...headers },
  ...delivery
}: SignedDelivery): SignedDelivery {
  return { ...delivery, headers };
}

/** What a forger can compare: everything but the clock. */
function visible({ status, headers: { date, ...headers }, body }: Reply): unknown {
  return { status, headers, body };
}

/** Nothing unverified is handled, and nobody is told why. */
export const forgeryCases = [
  conformanceCase('rejects a body that was changed after signing', async (trial) => {
    const host = await trial.start();
    for (const dialect of dialects) {
      const delivery = signedDelivery({ signingKey, url: host.url, dialect, status: 'delivered' });
      const tampered = { ...delivery, body: delivery.body.replace('delivered', 'deliverec') };
      await trying(dialect, async () => assertBareProblem(await host.deliver(tampered), 403));
    }
    assertNoEvent(host);
  }),

  conformanceCase('rejects a URL that was changed after signing', async (trial) => {
    const host = await trial.start();
    for (const dialect of dialects) {
      const delivery = signedDelivery({ signingKey, url: `${host.url}?tenant=1`, dialect });
      for (const url of [`${host.url}?tenant=2`, host.url, `${host.url}?tenant=1&`]) {
        await trying(`${dialect}, ${url}`, async () =>
          assertBareProblem(await host.deliver({ ...delivery, url }), 403),
        );
      }
    }
    assertNoEvent(host);
  }),

  conformanceCase('rejects a signature by another key', async (trial) => {
    const host = await trial.start();
    for (const dialect of dialects) {
      const delivery = signedDelivery({ signingKey: `${signingKey}.`, url: host.url, dialect });
      await trying(dialect, async () => assertBareProblem(await host.deliver(delivery), 403));
    }
    assertNoEvent(host);
  }),

  conformanceCase('rejects a missing signature and an empty request', async (trial) => {
    const host = await trial.start();
    for (const dialect of dialects) {
      const delivery = unsigned(signedDelivery({ signingKey, url: host.url, dialect }));
      await trying(dialect, async () => assertBareProblem(await host.deliver(delivery), 403));
    }
    const empty = { method: 'POST', url: host.url, headers: {}, body: '' } as const;
    await trying('no body', async () => assertBareProblem(await host.deliver(empty), 403));
    assertNoEvent(host);
  }),

  conformanceCase('gives the same answer for every forgery, and tells the operator which it was', async (trial) => {
    const projectId = 'known';
    const host = await trial.start({
      options: { signingKeys: (query) => (query.projectId === projectId ? signingKey : null), strictSha256: true },
    });
    const genuine = signedDelivery({ signingKey, url: host.url, dialect: 'platform', projectId, sha256: true });
    const forgeries: Readonly<Record<string, SignedDelivery>> = {
      missing_signature: unsigned({ ...genuine, headers: { 'content-type': 'application/json' } }),
      malformed_signature: { ...genuine, headers: { ...genuine.headers, 'x-signalwire-signature': 'none' } },
      wrong_signature: { ...genuine, body: `${genuine.body} ` },
      wrong_sha256_signature: {
        ...genuine,
        headers: { ...genuine.headers, 'x-signalwire-sha256-signature': '0'.repeat(64) },
      },
      unknown_project: signedDelivery({ signingKey, url: host.url, dialect: 'platform', projectId: 'unknown' }),
    };
    const replies = await Promise.all(
      Object.entries(forgeries).map(async ([reason, delivery]) => [reason, await host.deliver(delivery)] as const),
    );
    const [, first] = replies[0] ?? [];
    assert.ok(first);
    assertBareProblem(first, 403);
    for (const [reason, reply] of replies) {
      assert.deepEqual(visible(reply), visible(first), `${reason} is answered differently from ${replies[0]?.[0]}`);
    }
    const told = host.outcomes.map((outcome) => (outcome.kind === 'rejected' ? outcome.reason : outcome.kind));
    assert.deepEqual(told.sort(), Object.keys(forgeries).sort());
    assertNoEvent(host);
  }),

  conformanceCase('demands the credentials of basicAuth beside the signature', async (trial) => {
    const host = await trial.start({ options: { basicAuth: { username: 'wire', password: 'pä:ss' } } });
    const delivery = signedDelivery({ signingKey, url: host.url });
    const right = { authorization: `Basic ${Buffer.from('wire:pä:ss').toString('base64')}` };
    const wrong = { authorization: `Basic ${Buffer.from('wire:pass').toString('base64')}` };
    const challenge = await host.deliver(delivery);
    assertBareProblem(challenge, 401);
    assert.match(String(challenge.headers['www-authenticate']), /^Basic realm=/);
    const refused = [
      await host.deliver(delivery, { headers: wrong }),
      await host.deliver(unsigned(delivery), { headers: right }),
      await host.deliver(unsigned(delivery), { headers: wrong }),
    ];
    for (const reply of refused) {
      assertBareProblem(reply, 403);
      assert.deepEqual(visible(reply), visible(refused[0] ?? reply), 'the answer tells whether the password was right');
    }
    assertNoEvent(host);
    assertAcknowledged(await host.deliver(delivery, { headers: right }), 'compatibility');
  }),

  conformanceCase('processes what it would reject in report mode, marked unverified', async (trial) => {
    const host = await trial.start({ options: { mode: 'report' } });
    const delivery = signedDelivery({ signingKey, url: host.url });
    assertAcknowledged(await host.deliver(unsigned(delivery)), 'compatibility');
    theEvent(host);
    assertAcknowledged(await host.deliver(delivery), 'compatibility');
    const [first, second] = host.verifications;
    assert.deepEqual(first, { status: 'unverified', reason: 'missing_signature' });
    assert.equal(second?.status, 'verified');
  }),
] as const;

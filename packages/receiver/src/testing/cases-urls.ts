import assert from 'node:assert/strict';
import { assertAcknowledged, assertBareProblem, assertNoEvent, trying } from './expectations.ts';
import { signedDelivery } from './signed-delivery.ts';
import { conformanceCase, mountPath, signingKey, type Trial } from './trial.ts';

/** Legal on the wire, and all of them spelt otherwise by some URL parser. */
const awkwardQueries = [
  '?a=%7Eb&c=~d',
  '?',
  '??x=1',
  '?x=1?y=2',
  '?a=1&&b=&=c',
  '?path=%2fA%2Fb',
  '?q=a+b%20c',
  "?w='()*!$,;:@/",
  '?z="<>|^`{}[]\\',
  '?bare',
  '?e=%C3%A9&f=%e2%82%AC',
  '?part=100%',
  '?a=/../b/./c',
];

/** Who cannot know the request's own query can be told it. */
async function queriesOfPublicUrl(trial: Trial): Promise<void> {
  for (const query of awkwardQueries) {
    const publicUrl = `https://status.example/signalwire${query}`;
    const host = await trial.start({ options: { publicUrl } });
    const target = `${mountPath}${query}`;
    await trying(query, async () =>
      assertAcknowledged(
        await host.deliver(signedDelivery({ signingKey, url: publicUrl }), { target }),
        'compatibility',
      ),
    );
  }
}

/** The URL that is verified is the URL that SignalWire was given. */
export const urlCases = [
  conformanceCase(
    'verifies the query string byte for byte',
    async (trial) => {
      const host = await trial.start();
      for (const query of awkwardQueries) {
        await trying(query, async () =>
          assertAcknowledged(
            await host.deliver(signedDelivery({ signingKey, url: `${host.url}${query}` })),
            'compatibility',
          ),
        );
      }
      assert.equal(host.events.length, awkwardQueries.length);
    },
    { needs: 'exactUrl', otherwise: queriesOfPublicUrl },
  ),

  conformanceCase('verifies the whole path where it is mounted under a prefix', async (trial) => {
    const host = await trial.start({ prefix: '/hooks/v1' });
    for (const url of [host.url, `${host.url}?tenant=%7E1`]) {
      await trying(url, async () =>
        assertAcknowledged(await host.deliver(signedDelivery({ signingKey, url })), 'compatibility'),
      );
    }
    const inner = signedDelivery({ signingKey, url: `${host.origin}${mountPath}` });
    assertBareProblem(await host.deliver(inner, { target: `/hooks/v1${mountPath}` }), 403);
  }),

  conformanceCase('takes a request target in absolute form', async (trial) => {
    const host = await trial.start();
    const url = `${host.url}?a=%7E`;
    assertAcknowledged(await host.deliver(signedDelivery({ signingKey, url }), { target: url }), 'compatibility');
  }),

  conformanceCase('verifies publicUrl behind a proxy, with the query of the request', async (trial) => {
    const publicUrl = 'https://status.example/signalwire';
    const host = await trial.start({ options: { publicUrl } });
    for (const query of ['', '?tenant=%7E1&&x']) {
      await trying(`query "${query}"`, async () =>
        assertAcknowledged(
          await host.deliver(signedDelivery({ signingKey, url: `${publicUrl}${query}` }), {
            target: `${mountPath}${query}`,
          }),
          'compatibility',
        ),
      );
    }
    assertBareProblem(await host.deliver(signedDelivery({ signingKey, url: host.url })), 403);
  }),

  conformanceCase('verifies publicUrl with the query that it was given', async (trial) => {
    const publicUrl = 'https://status.example/signalwire?token=a%7E';
    const host = await trial.start({ options: { publicUrl } });
    const delivery = signedDelivery({ signingKey, url: publicUrl });
    assertAcknowledged(await host.deliver(delivery, { target: mountPath }), 'compatibility');
  }),

  conformanceCase('ignores forwarded headers, which anyone can send', async (trial) => {
    const host = await trial.start();
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'status.example',
      'x-forwarded-port': '443',
      'x-forwarded-prefix': '/public',
      'x-original-url': '/other',
      forwarded: 'proto=https;host=status.example',
    };
    const elsewhere = signedDelivery({ signingKey, url: `https://status.example${mountPath}` });
    await trying('signed for the forwarded URL', async () =>
      assertBareProblem(await host.deliver(elsewhere, { headers }), 403),
    );
    assertNoEvent(host);
    const here = signedDelivery({ signingKey, url: host.url });
    await trying('signed for the own URL', async () =>
      assertAcknowledged(await host.deliver(here, { headers }), 'compatibility'),
    );
  }),

  conformanceCase('believes X-Forwarded-Proto and X-Forwarded-Host with trustProxy', async (trial) => {
    const host = await trial.start({ options: { trustProxy: true }, prefix: '/hooks' });
    const target = `/hooks${mountPath}`;
    const delivery = signedDelivery({ signingKey, url: `https://status.example${target}?` });
    const headers = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'status.example, inner:8080' };
    assertAcknowledged(await host.deliver(delivery, { headers }), 'compatibility');
    const direct = signedDelivery({ signingKey, url: host.url });
    assertAcknowledged(await host.deliver(direct), 'compatibility');
  }),
] as const;

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { statusCallbacks } from '@statuswire/express';
import express, { type ErrorRequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { type CampaignHost, heapGrowth, runCampaign } from '../src/campaign.ts';
import { generateRequest } from '../src/generate.ts';
import { adapterNames, startHost } from '../src/hosts.ts';
import { endpoint } from '../src/signed-drafts.ts';

/** Another one each day, so that runs add up, and the same all day, so that one can be had again. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Date.now() / 86_400_000));

test(`3,000 requests to each adapter: no 5xx, no hang, nothing forged accepted, flat memory (FUZZ_SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const hosts = await Promise.all(adapterNames.map((name) => startHost(name)));
  try {
    const { sent, failures, answers, states } = await runCampaign({ hosts, seed, requests: 3_000 });
    expect(
      failures.map(({ number, because, answers: given, request }) => [number, because, given, request.changes]),
    ).toEqual([]);
    expect(sent).toBe(3_000);
    // All that a receiver can answer was answered: the requests come past each of its checks.
    expect([...answers.keys()]).toEqual(expect.arrayContaining([200, 403, 405, 408, 413, 415, 422]));
    for (const host of hosts) {
      expect(host.ended()).toBeNull();
      expect(heapGrowth(states[host.name] ?? [])).toBeLessThan(8 * 1024 * 1024);
    }
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
  }
});

test('a request is the same for the same seed and number, and another one for others', () => {
  const [one, again] = [generateRequest(7, 42), generateRequest(7, 42)];
  expect(again).toEqual(one);
  const others = [generateRequest(8, 42), generateRequest(7, 43)];
  for (const other of others) expect(other.bytes.equals(one.bytes)).toBe(false);
});

/** A host within this process, for what is wrong on purpose. */
async function hostOf(listener: RequestListener, use: (host: CampaignHost) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const state = async () => ({ heapBytes: 0, residentBytes: 0, handled: 0 });
  try {
    await use({ name: 'broken', port, state });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const quietly: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).end();
};
const options = {
  signingKeys: endpoint.signingKey,
  publicUrl: endpoint.url,
  allowGet: true,
  deadlineMs: 400,
  onEvent: () => {},
  onOutcome: () => {},
};

describe('a host is found out that', () => {
  test.for([
    [
      'fails on some bodies',
      'an answer of 500',
      () => express().use(express.json(), statusCallbacks(options), quietly),
    ],
    [
      'does not answer some',
      'no answer',
      () =>
        express()
          .put('/callbacks/status', () => {})
          .use(statusCallbacks(options)),
    ],
    [
      'accepts what is forged',
      'answered 200 to what is to be refused',
      () => express().use(statusCallbacks({ ...options, mode: 'report' })),
    ],
    [
      'refuses what is genuine',
      'refused with 405 what is genuine',
      () => express().use(statusCallbacks({ ...options, allowGet: false })),
    ],
    [
      'drops connections',
      'the connection ended without an answer',
      () => express().use((req, res) => (req.method === 'GET' ? req.socket.destroy() : res.sendStatus(404))),
    ],
  ] as const)('%s', { timeout: 60_000 }, ([, because, createListener]) =>
    hostOf(createListener(), async (host) => {
      const { failures } = await runCampaign({
        hosts: [host],
        seed: 1,
        requests: 200,
        patienceMs: 3_000,
        mostFailures: 5,
      });
      expect(failures.map((failure) => failure.because)).toContain(because);
    }),
  );

  test('answers otherwise than another', async () => {
    await hostOf(express().use(statusCallbacks(options)), (one) =>
      hostOf(express().use(statusCallbacks({ ...options, onUnprocessable: () => {} })), async (other) => {
        const hosts = [one, { ...other, name: 'other' }];
        const { failures } = await runCampaign({ hosts, seed: 1, requests: 200, patienceMs: 3_000, mostFailures: 5 });
        expect(failures.map((failure) => failure.because)).toContain('the adapters differ');
      }),
    );
  });
});

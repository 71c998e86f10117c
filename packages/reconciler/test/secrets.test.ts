import http from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type GatewayFault, startGateway } from './faulty-gateway.ts';
import { createWorld, listening, minute, projectId, runRounds } from './world.ts';

const secret = 'PTcanary-token';
const encoded = btoa(`${projectId}:${secret}`);

/** Somebody else's server, which keeps what it is sent. */
async function startElsewhere(): Promise<{ readonly url: string; readonly requests: http.IncomingHttpHeaders[] }> {
  const requests: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  return { url: await listening(server), requests };
}

describe('nothing that an answer says leads to another host', () => {
  test.for([301, 302, 303, 307, 308])('a redirect, %i', async (status) => {
    const elsewhere = await startElsewhere();
    const world = await createWorld();
    const gateway = await startGateway(world.sandbox.url, ({ path }) => ({
      kind: 'answer',
      status,
      headers: { location: elsewhere.url + path },
    }));
    const client = world.client({ baseUrl: gateway.url, token: secret });
    const answers = [
      await client.retrieveMessage('m1'),
      await client.retrieveMessageLog('m1'),
      await client.listMessages(),
      await client.listMessageLogs(),
    ];
    for (const answer of answers) expect(answer).toEqual({ ok: false, failure: { kind: 'refused', status } });
    expect(elsewhere.requests).toEqual([]);
    expect(gateway.requests).toHaveLength(4);
  });

  test.for(['other origin', 'relative to another host', 'with credentials in it'])(
    'a link to a next page: %s',
    async (kind) => {
      const elsewhere = await startElsewhere();
      const { host } = new URL(elsewhere.url);
      const world = await createWorld();
      const gateway = await startGateway(world.sandbox.url, ({ path }) => {
        const next = {
          'other origin': elsewhere.url + path,
          'relative to another host': `//${host}${path}`,
          'with credentials in it': `http://me:${secret}@${host}${path}`,
        }[kind];
        const page = { data: [], messages: [], links: { next }, next_page_uri: next };
        return { kind: 'answer', status: 200, body: JSON.stringify(page) };
      });
      const client = world.client({ baseUrl: gateway.url, token: secret });
      const reconciler = world.reconciler({ client });
      await runRounds(reconciler);
      expect(await client.listMessages()).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
      expect(reconciler.counts()).toMatchObject({ failed: 1 });
      expect(elsewhere.requests).toEqual([]);
      expect(inspect(world.events, { depth: 9 })).not.toContain(secret);
    },
  );
});

describe('no token, number or text of a message in what failed, whatever it was', () => {
  const echo = `{"error":"Basic ${encoded} ${secret} +15557654321 canary-text"}`;
  test.for<[string, GatewayFault]>([
    ['400', { kind: 'answer', status: 400, body: echo }],
    ['401', { kind: 'answer', status: 401, body: echo }],
    ['429', { kind: 'answer', status: 429, headers: { 'retry-after': `${secret}` }, body: echo }],
    ['500', { kind: 'answer', status: 500, body: echo }],
    ['no message', { kind: 'answer', status: 200, body: echo }],
    [
      'a message with the wrong types',
      {
        kind: 'answer',
        status: 200,
        body: JSON.stringify({
          sid: ['canary-text'],
          account_sid: secret,
          status: 7,
          from: '+15557654321',
          to: [secret],
        }),
      },
    ],
    ['no JSON', { kind: 'answer', status: 200, body: echo.slice(1) }],
    ['a redirect', { kind: 'answer', status: 302, headers: { location: `http://x:${secret}@127.0.0.1:1/` } }],
    ['silence', { kind: 'silent' }],
    ['cut', { kind: 'cut' }],
    ['cut in the middle', { kind: 'cut_body' }],
  ])('%s', async ([, fault]) => {
    const world = await createWorld({ sandbox: { faults: [{ kind: 'lost', statuses: ['delivered'] }] } });
    const gateway = await startGateway(world.sandbox.url, () => fault);
    const client = world.client({ baseUrl: gateway.url, token: secret, timeoutMs: 200, retries: 0 });
    const reconciler = world.reconciler({ client });
    const { id: messageId } = world.sandbox.send({ statusCallback: world.statusCallback, body: 'canary-text' });
    await world.sandbox.advance(3 * minute);
    await runRounds(reconciler);
    const outcome = await reconciler.check({ projectId, messageId });
    expect(outcome).toMatchObject({ kind: 'failed' });
    const said = inspect([world.events, outcome, reconciler.status(), reconciler.counts()], { depth: 12 });
    expect(said).toContain('list_failed');
    for (const word of [secret, encoded, '7654321', 'canary-text']) expect(said).not.toContain(word);
  });
});

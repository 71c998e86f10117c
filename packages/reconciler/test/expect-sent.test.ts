import { createRequire } from 'node:module';
import tls from 'node:tls';
import type { Ledger } from '@statuswire/ledger';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ExpectationProblem, expectSent } from '../src/index.ts';
import { createWorld, hour, minute, projectId, runRounds, token, type World } from './world.ts';

// The client is CommonJS, and its types reach for packages that it does not bring: this is the part that is used here.
interface CompatibilityApi {
  RestClient: (
    project: string,
    token: string,
    options: { signalwireSpaceUrl: string },
  ) => {
    readonly messages: { create(message: object): Promise<{ readonly sid: string; readonly accountSid: string }> };
  };
}
const { RestClient } = createRequire(import.meta.url)('@signalwire/compatibility-api') as CompatibilityApi;

function sendOverCompatibility(
  { sandbox, statusCallback }: World,
  fields: Record<string, string> = {},
): Promise<Response> {
  const form = { From: '+15551234567', To: '+15557654321', Body: 'Hello', StatusCallback: statusCallback, ...fields };
  return fetch(`${sandbox.url}/api/laml/2010-04-01/Accounts/${projectId}/Messages`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${projectId}:${token}`)}` },
    body: new URLSearchParams(form),
  });
}

function sendOverPlatform({ sandbox, statusCallback }: World, fields: Record<string, unknown> = {}): Promise<Response> {
  const body = { from: '+15551234567', to: '+15557654321', body: 'Hello', status_callback: statusCallback, ...fields };
  return fetch(`${sandbox.url}/api/messaging/messages`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${projectId}:${token}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function only(ledger: Ledger) {
  const { items } = await ledger.list();
  expect(items).toHaveLength(1);
  const [message] = items;
  if (message === undefined) throw new Error('no message');
  return message;
}

describe('a message whose every callback is lost', () => {
  test.for([
    ['the Compatibility API', 'compatibility', sendOverCompatibility],
    ['the platform API', 'platform', sendOverPlatform],
  ] as const)('is found and healed without a list sweep, sent over %s', async ([, dialect, send]) => {
    const world = await createWorld({ sandbox: { faults: [{ kind: 'lost' }] } });
    const response = await expectSent(world.ledger, () => send(world), {
      customVariables: { order: '17' },
      now: world.now,
    });
    // The answer is still the caller's to read.
    expect(await response.json()).toMatchObject({ status: 'queued' });
    expect(await only(world.ledger)).toMatchObject({
      dialect,
      status: 'queued',
      projectId,
      from: '+15551234567',
      to: '+15557654321',
      body: 'Hello',
      segments: 1,
      media: 0,
      customVariables: { order: '17' },
      firstSeenAt: '2026-01-01T00:00:00.000Z',
    });
    const reconciler = world.reconciler({ list: false });
    await world.sandbox.advance(5 * minute);
    await runRounds(reconciler);
    expect(await only(world.ledger)).toMatchObject({
      status: 'delivered',
      healed: true,
      customVariables: { order: '17' },
    });
    expect(reconciler.counts()).toMatchObject({ checked: 1, healed: 1 });
  });

  test('an MMS is known to be one, so that it is not waited for', async () => {
    const world = await createWorld();
    await expectSent(world.ledger, () => sendOverPlatform(world, { send_as_mms: true }), { now: world.now });
    await world.sandbox.advance(minute);
    expect(await only(world.ledger)).toMatchObject({ status: 'sent', kind: 'mms' });
    await world.sandbox.advance(6 * hour);
    await runRounds(world.reconciler({ list: false }));
    expect(world.requests).toEqual([]);
  });
});

test("takes what SignalWire's own client resolves with", async () => {
  // The client speaks HTTPS only, so the sandbox has a certificate, and this process trusts it as it trusts any authority.
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  const trusted = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...trusted, cert]);
  onTestFinished(() => tls.setDefaultCACertificates(trusted));
  const world = await createWorld({ sandbox: { tls: { key, cert } } });
  const client = RestClient(projectId, token, { signalwireSpaceUrl: new URL(world.sandbox.url).host });

  const message = await expectSent(
    world.ledger,
    () => client.messages.create({ from: '+15551234567', to: '+15557654321', body: 'Hello' }),
    { now: world.now },
  );
  expect(message.accountSid).toBe(projectId);
  expect(await only(world.ledger)).toMatchObject({
    messageId: message.sid,
    status: 'queued',
    body: 'Hello',
    segments: 1,
    media: 0,
  });
});

test.for([
  ['nobody', {}, null],
  ['its kind', { kind: 'sms' }, 0],
  ['its kind, of an MMS', { kind: 'mms' }, 1],
  ['its media', { media: ['https://example.com/a.png', 'https://example.com/b.png'] }, 2],
] as const)('claims no more media than %s tells of', async ([, told, media]) => {
  const { ledger } = await createWorld();
  const answer = {
    id: 'm1',
    project_id: projectId,
    status: 'queued',
    from: '+15551234567',
    to: '+15557654321',
    ...told,
  };
  await expectSent(ledger, async () => answer);
  expect(await only(ledger)).toMatchObject({ media });
});

/** The answer of a `fetch` that is not this process's own: another class, which does the same. */
class ForeignResponse {
  readonly #response: Response;
  constructor(response: Response) {
    this.#response = response;
  }
  get ok(): boolean {
    return this.#response.ok;
  }
  get bodyUsed(): boolean {
    return this.#response.bodyUsed;
  }
  clone(): ForeignResponse {
    return new ForeignResponse(this.#response.clone());
  }
  json(): Promise<unknown> {
    return this.#response.json();
  }
}

test('an option of another name is refused before anything is sent', async () => {
  const world = await createWorld();
  const misspelt: object = { customVariable: { order: '17' } };
  await expect(expectSent(world.ledger, () => sendOverPlatform(world), misspelt)).rejects.toMatchObject({
    code: 'STATUSWIRE_INVALID_OPTIONS',
    message: 'expectSent knows no option customVariable. It takes: customVariables, onProblem, now.',
  });
  expect(world.sandbox.messages()).toEqual([]);
});

describe('the answer of another fetch than the global one', () => {
  test('is read, from a copy', async () => {
    const world = await createWorld();
    const sent = await expectSent(world.ledger, async () => new ForeignResponse(await sendOverCompatibility(world)));
    expect(await sent.json()).toMatchObject({ status: 'queued' });
    expect(await only(world.ledger)).toMatchObject({ status: 'queued', to: '+15557654321' });
  });

  test('is not expected where SignalWire refused it', async () => {
    const world = await createWorld();
    const problems: ExpectationProblem[] = [];
    await expectSent(
      world.ledger,
      async () => new ForeignResponse(await sendOverCompatibility(world, { To: '+15005550001' })),
      { onProblem: (problem) => problems.push(problem) },
    );
    expect(problems).toEqual([]);
  });
});

describe('never makes a message that was sent look as if it was not', () => {
  test('the ledger is closed: the answer comes back, and the problem is told', async () => {
    const world = await createWorld();
    const problems: ExpectationProblem[] = [];
    await world.ledger.close();
    const response = await expectSent(world.ledger, () => sendOverCompatibility(world), {
      onProblem: (problem) => {
        problems.push(problem);
        throw new Error('the observer fails too');
      },
    });
    expect(response.status).toBe(201);
    expect(problems).toMatchObject([{ kind: 'unrecorded', error: { code: 'STATUSWIRE_CLOSED' } }]);
  });

  test.for([undefined, null, 'sent', 7, {}, { sid: 'm1' }, new Response('sent'), new Response('{"id":"m1"}')])(
    'what cannot be read comes back as it is: %o',
    async (sent) => {
      const { ledger } = await createWorld();
      const problems: ExpectationProblem[] = [];
      expect(await expectSent(ledger, async () => sent, { onProblem: (problem) => problems.push(problem) })).toBe(sent);
      expect(problems).toEqual([{ kind: 'unreadable' }]);
    },
  );

  test('an answer that was read already, and an object whose getters throw', async () => {
    const { ledger } = await createWorld();
    const response = new Response('{}');
    await response.text();
    const hostile = Object.defineProperty({}, 'sid', {
      get() {
        throw new Error('no');
      },
    });
    const hostileAnswer = Object.defineProperty({}, 'ok', {
      get() {
        throw new Error('no');
      },
    });
    for (const sent of [response, hostile, hostileAnswer]) {
      const problems: ExpectationProblem[] = [];
      await expectSent(ledger, async () => sent, { onProblem: (problem) => problems.push(problem) });
      expect(problems).toEqual([{ kind: 'unreadable' }]);
    }
  });

  test('what SignalWire refused is not expected, and no problem', async () => {
    const world = await createWorld();
    const problems: ExpectationProblem[] = [];
    const response = await expectSent(world.ledger, () => sendOverCompatibility(world, { To: '+15005550001' }), {
      onProblem: (problem) => problems.push(problem),
    });
    expect(response.status).toBe(400);
    expect(problems).toEqual([]);
    expect((await world.ledger.list()).items).toEqual([]);
  });

  test('it rejects as the send does', async () => {
    const { ledger } = await createWorld();
    const cause = new Error('no network');
    await expect(expectSent(ledger, () => Promise.reject(cause))).rejects.toBe(cause);
  });
});

import { createRequire } from 'node:module';
import tls from 'node:tls';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../src/index.ts';
import { rawEndpoint } from './raw-endpoint.ts';
import { runningSandbox } from './running-sandbox.ts';

// The client is CommonJS, and its types reach for packages that it does not bring: these are the parts that are used here.
interface ClientMessage {
  readonly sid: string;
  readonly status: string;
  readonly body: string;
  readonly to: string;
  readonly price: number | null;
  readonly dateCreated: Date;
  readonly errorCode: number | null;
  fetch(): Promise<ClientMessage>;
  update(change: { body: string }): Promise<ClientMessage>;
  remove(): Promise<boolean>;
}
interface Client {
  readonly messages: {
    create(message: Readonly<Record<string, unknown>>): Promise<ClientMessage>;
    list(query: Readonly<Record<string, unknown>>): Promise<ClientMessage[]>;
    (sid: string): { fetch(): Promise<ClientMessage> };
  };
}
interface CompatibilityApi {
  RestClient: {
    (projectId: string, token: string, options: { signalwireSpaceUrl: string }): Client;
    validateRequest(signingKey: string, signature: string, url: string, fields: Record<string, string>): boolean;
  };
}

const { RestClient } = createRequire(import.meta.url)('@signalwire/compatibility-api') as CompatibilityApi;

let certificate: { readonly key: string; readonly cert: string };

// The client speaks HTTPS only, so the sandbox has a certificate, and this process trusts it as it trusts any authority.
beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  certificate = { key, cert };
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, cert]);
  return () => tls.setDefaultCACertificates(before);
});

async function clientOfSandbox(): Promise<{ sandbox: Sandbox; client: Client }> {
  const sandbox = await runningSandbox({ tls: certificate });
  const [project] = sandbox.projects;
  const signalwireSpaceUrl = sandbox.url.replace('https://', '');
  return { sandbox, client: RestClient(project?.projectId ?? '', project?.token ?? '', { signalwireSpaceUrl }) };
}

describe('the official client, told nothing but another space', () => {
  test('sends, reads, redacts and deletes', async () => {
    const { sandbox, client } = await clientOfSandbox();
    const sent = await client.messages.create({
      from: '+15551234567',
      to: '+15005550105',
      body: 'Hello from the client!',
      mediaUrl: [],
      validityPeriod: 600,
    });
    expect(sent.status).toBe('queued');
    expect(sandbox.message(sent.sid)).toMatchObject({ body: 'Hello from the client!', validitySeconds: 600 });
    await sandbox.advance(60_000);
    const read = await client.messages(sent.sid).fetch();
    expect([read.status, read.errorCode, read.price]).toEqual(['undelivered', 30005, 0.0083]);
    expect(read.dateCreated).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect((await read.update({ body: '' })).body).toBe('');
    expect(await read.remove()).toBe(true);
    await expect(client.messages(sent.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('lists over several pages, filtered', async () => {
    const { sandbox, client } = await clientOfSandbox();
    for (let index = 0; index < 7; index += 1) {
      const to = index === 3 ? '+15005550103' : '+15557654321';
      await client.messages.create({ from: '+15551234567', to, body: `${index}` });
    }
    const all = await client.messages.list({ pageSize: 3 });
    expect(all.map(({ body }) => body)).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    expect((await client.messages.list({ to: '+15005550103' })).map(({ body }) => body)).toEqual(['3']);
    expect(await client.messages.list({ limit: 2 })).toHaveLength(2);
    await sandbox.advance(60_000);
    const sentAt = new Date('2026-01-01T00:00:00Z');
    expect(await client.messages.list({ dateSentAfter: sentAt })).toHaveLength(7);
    expect(await client.messages.list({ dateSentBefore: new Date(sentAt.getTime() - 1_000) })).toHaveLength(0);
  });

  test('reads errors as its own', async () => {
    const { client } = await clientOfSandbox();
    const message = { from: '+15551234567', to: 'nobody', body: 'Hi' };
    await expect(client.messages.create(message)).rejects.toMatchObject({
      status: 400,
      code: 21211,
      moreInfo: expect.stringMatching(/^https:/),
    });
    const sandbox = await runningSandbox({ tls: certificate });
    const stranger = RestClient('nobody', 'PTwrong', { signalwireSpaceUrl: sandbox.url.replace('https://', '') });
    await expect(stranger.messages.list({})).rejects.toMatchObject({ status: 401, code: 20003 });
  });
});

describe('the official validateRequest', () => {
  test.for(['', '/callbacks?a=b%20c&d=e', '/callbacks/?x=1#rt=900'])(
    'accepts a form that went to an endpoint with %j behind its host, and no other',
    async (target) => {
      const endpoint = await rawEndpoint();
      const sandbox = await runningSandbox();
      const url = `${endpoint.origin}${target || '/'}`;
      sandbox.send({ statusCallback: url, body: 'a+b & c=d – ü 😀' });
      await sandbox.advance(60_000);
      expect(endpoint.requests).toHaveLength(4);
      for (const { body, headers } of endpoint.requests) {
        const fields = Object.fromEntries(new URLSearchParams(body));
        const signature = String(headers['x-signalwire-signature']);
        const given = url.replace(/#.*/, '');
        expect(RestClient.validateRequest('PSKsandbox', signature, given, fields)).toBe(true);
        expect(RestClient.validateRequest('PSKother', signature, given, fields)).toBe(false);
        const changed = { ...fields, MessageStatus: 'read' };
        expect(RestClient.validateRequest('PSKsandbox', signature, given, changed)).toBe(false);
      }
    },
  );
});

import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { rawEndpoint } from './raw-endpoint.ts';
import { receivingEndpoint } from './receiving-endpoint.ts';
import { runningSandbox } from './running-sandbox.ts';

// Worked out here once more from the description of the schemes, with Node's own HMAC.
function schemeA(key: string, text: string, algorithm: 'sha1' | 'sha256' = 'sha1'): string {
  return createHmac(algorithm, key).update(text).digest('hex');
}

function schemeB(key: string, url: string, body: string): string {
  const fields = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha1', key)
    .update(url + fields.map(([name, value]) => name + value).join(''))
    .digest('base64');
}

describe('signatures', () => {
  test('forms are signed by their fields, JSON by its bytes', async () => {
    const endpoint = await rawEndpoint();
    const sandbox = await runningSandbox();
    const url = `${endpoint.origin}/a?b=c`;
    sandbox.send({ statusCallback: url });
    sandbox.send({ statusCallback: url, dialect: 'platform', body: 'Größe 😀' });
    await sandbox.settled();
    const [form, json] = endpoint.requests.toSorted((a, b) => b.body.length - a.body.length);
    if (form === undefined || json === undefined) throw new Error('two callbacks were due');
    expect(form.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(form.headers['x-signalwire-signature']).toBe(schemeB('PSKsandbox', url, form.body));
    expect(form.headers['x-signalwire-sha256-signature']).toBeUndefined();
    expect(json.headers['content-type']).toBe('application/json');
    expect(JSON.parse(json.body)).toMatchObject({ body: 'Größe 😀' });
    expect(json.headers['x-signalwire-signature']).toBe(schemeA('PSKsandbox', url + json.body));
  });

  test('compatibility callbacks can be JSON, forms can be signed raw, and SHA-256 can be added', async () => {
    const endpoint = await rawEndpoint();
    const json = await runningSandbox({ callbacks: { compatibilityEncoding: 'json', sha256: true } });
    json.send({ statusCallback: endpoint.origin });
    await json.settled();
    const raw = await runningSandbox({ callbacks: { formScheme: 'raw_body' } });
    raw.send({ statusCallback: endpoint.origin });
    await raw.settled();
    const [first, second] = endpoint.requests;
    if (first === undefined || second === undefined) throw new Error('two callbacks were due');
    expect(JSON.parse(first.body)).toMatchObject({ MessageStatus: 'queued' });
    const signed = endpoint.origin + first.body;
    expect(first.headers['x-signalwire-signature']).toBe(schemeA('PSKsandbox', signed));
    expect(first.headers['x-signalwire-sha256-signature']).toBe(schemeA('PSKsandbox', signed, 'sha256'));
    expect(second.body).toMatch(/^MessageSid=/);
    expect(second.headers['x-signalwire-signature']).toBe(schemeA('PSKsandbox', endpoint.origin + second.body));
  });

  test('every combination is accepted by the receiver', async () => {
    const endpoint = await receivingEndpoint({ strictSha256: true });
    for (const compatibilityEncoding of ['form', 'json'] as const) {
      for (const sha256 of [true, false]) {
        for (const formScheme of ['form_fields', 'raw_body'] as const) {
          const sandbox = await runningSandbox({ callbacks: { compatibilityEncoding, sha256, formScheme } });
          for (const dialect of ['compatibility', 'platform'] as const) {
            sandbox.send({ dialect, statusCallback: endpoint.url, body: 'a&b=c +%~ü' });
          }
          await sandbox.advance(60_000);
          expect(new Set(sandbox.deliveries().map(({ outcome }) => outcome))).toEqual(new Set(['acknowledged']));
        }
      }
    }
    expect(new Set(endpoint.events.map(({ body }) => body))).toEqual(new Set(['a&b=c +%~ü']));
  });
});

describe('a new key', () => {
  test('is used in turn with the old one until the overlap is over, and alone from then on', async () => {
    const endpoint = await rawEndpoint();
    const sandbox = await runningSandbox();
    const url = endpoint.origin;
    sandbox.rotateSigningKey({ signingKey: 'PSKnew' });
    expect(sandbox.projects[0]?.signingKeys).toEqual(['PSKnew', 'PSKsandbox']);

    async function keysUsed(): Promise<string[]> {
      const from = endpoint.requests.length;
      for (let index = 0; index < 4; index += 1) {
        sandbox.send({ statusCallback: url });
        await sandbox.settled();
      }
      return endpoint.requests.slice(from).map(({ body, headers }) => {
        const given = headers['x-signalwire-signature'];
        return ['PSKnew', 'PSKsandbox'].find((key) => schemeB(key, url, body) === given) ?? 'another';
      });
    }

    expect((await keysUsed()).sort()).toEqual(['PSKnew', 'PSKnew', 'PSKsandbox', 'PSKsandbox']);
    await sandbox.advance(59_000);
    expect(new Set(await keysUsed()).size).toBe(2);
    await sandbox.advance(2_000);
    expect(await keysUsed()).toEqual(Array(4).fill('PSKnew'));
    expect(sandbox.projects[0]?.signingKeys).toEqual(['PSKnew']);
  });

  test('of a second rotation with less of an overlap than the first stays in use', async () => {
    const sandbox = await runningSandbox();
    sandbox.rotateSigningKey({ signingKey: 'PSKfirst', overlapMs: 60_000 });
    sandbox.rotateSigningKey({ signingKey: 'PSKsecond', overlapMs: 1_000 });
    expect(sandbox.projects[0]?.signingKeys).toEqual(['PSKsecond', 'PSKfirst', 'PSKsandbox']);
    await sandbox.advance(1_000);
    expect(sandbox.projects[0]?.signingKeys).toEqual(['PSKsecond']);
    await sandbox.advance(60_000);
    expect(sandbox.projects[0]?.signingKeys).toEqual(['PSKsecond']);
  });

  test('blank, of a project that is not there, or with an option of another name, is refused', async () => {
    const sandbox = await runningSandbox();
    const misspelt = { signingKey: 'PSK', overlap: 1_000 } as { signingKey: string };
    expect(() => sandbox.rotateSigningKey(misspelt)).toThrow(/overlap/);
    expect(() => sandbox.rotateSigningKey({ signingKey: ' ' })).toThrow(/signingKey/);
    expect(() => sandbox.rotateSigningKey({ signingKey: 'PSK', projectId: 'nobody' })).toThrow(/projectId/);
  });
});

test('credentials in the URL arrive as Basic authentication, and the signature holds', async () => {
  const endpoint = await receivingEndpoint({ basicAuth: { username: 'me', password: 'p@ss' } });
  const sandbox = await runningSandbox();
  const url = endpoint.url.replace('http://', 'http://me:p%40ss@');
  sandbox.send({ statusCallback: url });
  sandbox.send({ statusCallback: endpoint.url });
  await sandbox.settled();
  expect(sandbox.deliveries().map(({ outcome }) => outcome)).toEqual(['acknowledged', 'refused']);
});

test('neither the fragment nor the credentials stand in the request line', async () => {
  const endpoint = await rawEndpoint();
  const sandbox = await runningSandbox();
  const url = `${endpoint.origin.replace('http://', 'http://me:you@')}/a%2Fb?c=d%7E#rt=900`;
  sandbox.send({ statusCallback: url });
  await sandbox.settled();
  const [request] = endpoint.requests;
  expect(request?.target).toBe('/a%2Fb?c=d%7E');
  expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('me:you').toString('base64')}`);
  expect(request?.headers['x-signalwire-signature']).toBe(
    schemeB('PSKsandbox', url.replace('#rt=900', ''), request?.body ?? ''),
  );
});

import { validate } from '@readme/openapi-parser';
import { createLedger, createMemoryStore } from '@statuswire/ledger';
import { signedDelivery } from '@statuswire/receiver/testing';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../src/api/openapi.ts';
import { createApiRoutes } from '../src/api/routes.ts';
import { createLiveFeed } from '../src/live/live-feed.ts';
import { createPlaces } from '../src/places.ts';
import { expectDescribed } from './api-client.ts';
import { host, hosts } from './hosted.ts';

const documentPath = '/api/openapi.json';

test.each(hosts)('the document that %s serves is valid OpenAPI 3.1', async (framework, createHost) => {
  const hosted = await host({ framework, createHost, store: createMemoryStore() });
  const response = await fetch(hosted.url + documentPath);
  const proxied = await fetch(hosted.url + documentPath, { headers: { forwarded: 'for=192.0.2.1' } });
  await hosted.close();
  expect([response.status, response.headers.get('content-type'), proxied.status]).toEqual([
    200,
    'application/json',
    403,
  ]);
  const served = (await response.json()) as typeof openApiDocument;
  expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument)));
  expect(served.openapi).toBe('3.1.0');
  expect(await validate(served as never)).toMatchObject({ valid: true, warnings: [] });
});

test('the validator would notice', async () => {
  const broken = structuredClone(openApiDocument) as unknown as { paths: Record<string, { get?: object }> };
  broken.paths['/api/messages/{projectId}/{messageId}'] = { get: { responses: { 200: {} } } };
  expect(await validate(broken as never)).toMatchObject({ valid: false });
});

test('every route of the API is described, and nothing else is', () => {
  const ledger = createLedger({ store: createMemoryStore() });
  const places = createPlaces({ most: 1, full: 'Full.', retryAfterSeconds: 1 });
  const routes = createApiRoutes({
    ledger,
    live: createLiveFeed({ ledger }),
    streams: places,
    exports: places,
    reconciler: null,
    now: () => new Date(),
  });
  const served = routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !route.endsWith(documentPath));
  const described = Object.entries(openApiDocument.paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(served.sort());
});

test('every route of the API says how anybody can be refused, the export among them', () => {
  for (const [path, methods] of Object.entries(openApiDocument.paths ?? {})) {
    for (const { responses = {} } of Object.values(methods ?? {}) as { responses?: object }[]) {
      expect([path, Object.keys(responses)]).toEqual([path, expect.arrayContaining(['400', '401', '403', '429'])]);
    }
  }
});

test('every operation has a name of its own', () => {
  const names = [...JSON.stringify(openApiDocument).matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(16);
});

describe('the webhooks', () => {
  const options = { signingKey: 'PSK-test-key', url: 'https://example.com/callbacks/status' };
  const content = ['post', 'requestBody', 'content'];

  test.each([
    ['compatibilityCallback', 'application/x-www-form-urlencoded', signedDelivery({ ...options, errorCode: '30003' })],
    ['compatibilityCallback', 'application/json', signedDelivery({ ...options, encoding: 'json' })],
    ['platformCallback', 'application/json', signedDelivery({ ...options, dialect: 'platform', body: null })],
  ])('%s as %s describes what is sent, and its headers', (name, type, { headers, body }) => {
    const payload = type.endsWith('json') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    expectDescribed(payload, ['webhooks', name, ...content, type, 'schema'], name);
    expect(() => expectDescribed({}, ['webhooks', name, ...content, type, 'schema'], name)).toThrow();
    const webhook = openApiDocument.webhooks?.[name];
    const [parameter] = webhook !== undefined && 'post' in webhook ? (webhook.post?.parameters ?? []) : [];
    expect(Object.keys(headers).map((header) => header.toLowerCase())).toContain(
      parameter !== undefined && 'name' in parameter ? parameter.name?.toLowerCase() : '',
    );
  });

  test.each(hosts)('describe what %s answers', async (framework, createHost) => {
    const hosted = await host({ framework, createHost, store: createMemoryStore() });
    const answers = {
      compatibilityCallback: [await hosted.deliver(), await hosted.deliver({ signingKey: 'PSK-other' })],
      platformCallback: [
        await hosted.deliver({ dialect: 'platform' }),
        await hosted.deliver({ signingKey: 'PSK-other' }),
      ],
    };
    for (const [name, responses] of Object.entries(answers)) {
      for (const response of responses) {
        const type = response.headers.get('content-type') ?? '';
        const text = await response.text();
        const place = ['webhooks', name, 'post', 'responses', String(response.status), 'content', type, 'schema'];
        expectDescribed(type.endsWith('json') ? JSON.parse(text) : text, place, `${name} with ${response.status}`);
      }
    }
    await hosted.close();
  });
});

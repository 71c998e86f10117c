import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser, withoutBrowser } from '@statuswire/browser';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What is started: what is in version control, with the dependencies that are installed, and nothing that was built. */
function freshCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'statuswire-fresh-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  // The whole of what starting takes: what is left out would be missed.
  const listed = [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    'package.json',
    'pnpm-lock.yaml',
    'apps',
    'tooling/tsconfig',
    'packages',
  ];
  const files = execFileSync('git', listed, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 }).split('\0');
  for (const file of files) if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(copy, file));
  const projects = new Set(
    files.flatMap((file) => /^(?:apps|packages)\/[^/]+(?=\/package\.json$)/.exec(file)?.[0] ?? []),
  );
  for (const project of ['.', ...projects]) {
    const modules = join(root, project, 'node_modules');
    if (existsSync(modules)) symlinkSync(modules, join(copy, project, 'node_modules'));
  }
  return copy;
}

/** Runs the script that `npx -y pnpm@12 start` runs, as it stands, and resolves with all that it prints. */
function start(directory: string, flags: string): { printed(pattern: RegExp): Promise<string> } {
  const { scripts } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  // A group of its own, so that all of it can be ended.
  const child = spawn('sh', ['-c', `${scripts.start} ${flags}`], {
    cwd: directory,
    env: { PATH, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  }
  onTestFinished(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
  });
  return {
    async printed(pattern) {
      await expect
        .poll(() => pattern.exec(text)?.[1] ?? (child.exitCode === null ? null : text), { timeout: 90_000 })
        .toBeTruthy();
      return pattern.exec(text)?.[1] ?? expect.unreachable(text);
    },
  };
}

test('after a first start the dashboard is on screen within a minute, with nothing built before', {
  timeout: 180_000,
}, async () => {
  const directory = freshCopy();
  expect(existsSync(join(directory, 'apps/dashboard/dist'))).toBe(false);
  const browser = withoutBrowser === null ? await startBrowser() : null;
  onTestFinished(() => browser?.close());

  // Without the installation, which takes what the network takes.
  const startedAt = performance.now();
  const address = await start(directory, '--port 0').printed(/^ *Dashboard +(http:\/\/\S+)$/m);
  const page = await fetch(address);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')]);
  if (browser !== null) {
    const screen = await browser.newPage();
    await screen.goto(address);
    await screen.locator('[data-tile=accepted] strong', { hasText: /^[1-9]/ }).waitFor({ timeout: 60_000 });
    await screen.locator('.rows tr').first().waitFor();
  }
  expect((performance.now() - startedAt) / 1_000).toBeLessThan(60);
});

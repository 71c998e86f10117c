import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// That it works, not how fast anything is: the rounds are far too short for figures.

const script = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function bench(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

async function report(name: string): Promise<{ readonly cells: readonly Record<string, unknown>[] }> {
  const file = new URL(`../../../.reports/bench/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8'));
}

// Under a name of their own, so that they do not take the place of figures that somebody measured.
const short = ['--seconds', '0.5', '--rounds', '1', '--name', 'test'];

describe('the benchmark', () => {
  it('says how it is used, and what is wrong', async () => {
    const help = await bench(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--in-flight N');
    const wrong = await bench(['--rounds', '0']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('--rounds takes a number from 1 to 100, not "0".');
  });

  it('measures the middleware beside all there is to hold it against', async () => {
    const { code, stdout, stderr } = await bench(['middleware', '--framework', 'express', ...short]);
    expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false });
    const rows = Array.from(stdout.matchAll(/^express, (\w+), (\S+) +[\d.]+k /gm), ([, ...names]) => names.join(' '));
    const always = ['node:http', 'bare', 'hand-written', 'today'];
    expect(rows).toEqual([
      ...[...always, 'twilio', 'statuswire'].map((name) => `compatibility ${name}`),
      ...[...always, 'octokit', 'statuswire'].map((name) => `platform ${name}`),
    ]);
    expect((await report('test-middleware')).cells).toHaveLength(2);
  }, 120_000);

  it('measures recording on both databases', async () => {
    const { code, stdout, stderr } = await bench(['throughput', '--in-flight', '16', ...short]);
    expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false });
    for (const database of ['sqlite', 'postgres']) {
      expect(stdout).toMatch(new RegExp(`${database}, 16 in flight, group commit +\\d+ `));
      expect(stdout).toMatch(new RegExp(`${database}, 16 in flight, one transaction each +\\d+ `));
    }
    expect(stdout).toMatch(/^SQLite alone, given the statements of 256 callers again: \d+ records\/s/m);
    expect(stdout).toMatch(/on this disk \(fdatasync\): \d+\.\d{3} ms/);
    expect((await report('test-throughput')).cells).toHaveLength(2);
    const chart = await readFile(new URL('../../../.reports/bench/test-throughput.svg', import.meta.url), 'utf8');
    expect(chart).toContain('postgres, 16 in flight: group commit over one transaction each</text>');
  }, 120_000);

  it('measures the app on both frameworks and both records', async () => {
    const { code, stdout, stderr } = await bench(['app', ...short]);
    expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false });
    for (const framework of ['express', 'koa']) {
      expect(stdout).toMatch(new RegExp(`${framework}, sqlite +\\d+ `));
      expect(stdout).toMatch(new RegExp(`${framework}, memory +\\d+ `));
    }
    expect((await report('test-app')).cells).toHaveLength(2);
  }, 120_000);

  it('measures the app with event streams open, which lose nothing', async () => {
    const args = ['live', '--clients', '3', '--per-second', '200', '--seconds', '1', '--name', 'test'];
    const { code, stdout, stderr } = await bench(args);
    expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false });
    for (const framework of ['express', 'koa']) {
      expect(stdout).toMatch(new RegExp(`^${framework}, 3 streams +\\d+ `, 'm'));
      expect(stdout).toMatch(
        new RegExp(`^reached: ${framework}, .*: 200 of 200 callbacks answered 200, 3 of 3 streams`, 'm'),
      );
    }
    expect((await report('test-live')).cells).toHaveLength(2);
  }, 120_000);

  it('measures the app over time', async () => {
    const args = ['soak', '--minutes', '0.05', '--rate', '200', '--framework', 'koa', '--name', 'test'];
    const { code, stdout, stderr } = await bench(args);
    expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false });
    expect(stdout).toMatch(/^koa +600 +0 +\d+ /m);
    expect(stdout).toMatch(/^koa, least heap +-?\d/m);
  }, 120_000);

  it('measures queries at two sizes', async () => {
    const { code, stdout, stderr } = await bench(['queries', '--messages', '20000', ...short]);
    expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false });
    expect(stdout).toMatch(/summary, everything +\d/);
    expect(stdout).toMatch(/list, a number +\d/);
    expect((await report('test-queries')).cells.map(({ messages }) => messages)).toEqual([20_000, 2_000]);
  }, 120_000);
});

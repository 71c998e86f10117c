import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Framework } from '../middleware/contenders.ts';

// Not a dependency but the subject, as `pnpm start` starts it.
const main = fileURLToPath(new URL('../../../../apps/reference/src/main.ts', import.meta.url));

/** How long it may take to start, in milliseconds. */
const startLimitMs = 60_000;

/** The demo, in a process of its own. */
export interface DemoApp {
  /** Where each framework serves the dashboard. */
  readonly urls: Readonly<Record<Framework, string>>;
  stop(): Promise<void>;
}

/** Starts the demo on free ports, with the same messages in every run. Rejects where it does not start. */
export async function startDemo(): Promise<DemoApp> {
  const child = spawn(process.execPath, [main, '--demo', '--port', '0', '--seed', '6'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let told = '';
  const address = (name: string) => new RegExp(`${name} +(http://\\S+)/callbacks/status\\n`).exec(told)?.[1];
  const urls = await new Promise<DemoApp['urls']>((resolve, reject) => {
    const refuse = () => reject(new Error(`The demo did not start:\n${told}`));
    const timer = setTimeout(refuse, startLimitMs);
    void ended.then(refuse);
    // Read for as long as it runs: a log that nobody reads would hold it up.
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (told.length < 100_000) told += text;
      const [express, koa] = [address('Express'), address('Koa')];
      if (express === undefined || koa === undefined) return;
      clearTimeout(timer);
      resolve({ express, koa });
    });
  }).catch(async (error: unknown) => {
    child.kill();
    await ended;
    throw error;
  });
  return {
    urls,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../src/run.ts';
import { createTerminal } from '../src/terminal.ts';

/** The file that runs. */
export const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** How a process ended and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `statuswire` that is running. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly written: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Ended>;
  /** Resolves when the output matches; rejects when the process ends before. */
  until(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>;
}

/** How to start it. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** `null` leaves it open. @default empty */
  readonly stdin?: string | Uint8Array | null;
  readonly cwd?: string;
}

/** Starts the real process, in an environment without any of the caller's keys or colours. */
export function start(args: readonly string[], options: StartOptions = {}): Running {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd,
    // The folder that is the default, named so that it serves the first file, too: that is a fifth of the time to start.
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...options.env },
    stdio: 'pipe',
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
    });
  }
  child.stdin.on('error', () => {});
  if (options.stdin !== null) child.stdin.end(options.stdin ?? '');
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...written }));
  return {
    child,
    written,
    ended,
    until: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(written[stream]);
          if (match === null) return;
          child[stream].off('data', look);
          resolve(match);
        };
        child[stream].on('data', look);
        ended.then(({ code, stderr }) => reject(new Error(`ended with ${code} before ${pattern}: ${stderr}`)));
        look();
      }),
  };
}

/** Runs a command line to its end, as a process. */
export function statuswire(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return start(args, options).ended;
}

/** What somebody writes to, in one piece. */
function createWritten(): { readonly stream: NodeJS.WriteStream; text(): string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

/**
 * Runs a command line to its end in this process, for what it says and answers. That a process passes both on, and ends,
 * is what `statuswire` shows: it takes a hundred times as long.
 */
export async function runHere(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  const { env = {}, stdin } = options;
  const [stdout, stderr] = [createWritten(), createWritten()];
  const code = await run(args, {
    terminal: createTerminal({ stdout: stdout.stream, stderr: stderr.stream, env }),
    env,
    stdin: Readable.from(stdin ? [stdin] : []) as unknown as NodeJS.ReadStream,
    stop: new AbortController().signal,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

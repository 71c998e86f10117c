import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Halves the time to start, of which the tests that kill it spend the most. */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));

/** The app in a process of its own. */
export interface AppProcess {
  /** All that it has printed. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves once what it printed matches. Rejects with all of it if it ends first, or after `withinMs`. */
  printed(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Where a framework listens; the line is there once it does. */
  url(framework: 'Express' | 'Koa'): Promise<string>;
  /** Where the demo's sandbox takes orders. */
  sandboxUrl(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Closes the reading end of its log. */
  closeStdout(): void;
  /** Resolves with the exit code once it has ended. */
  readonly exitCode: Promise<number | null>;
  /** What it left in its working directory and in the one for temporary files, once it has ended. */
  readonly filesLeft: Promise<readonly string[]>;
  /** For clean-up: ends it whatever it does. */
  kill(): Promise<void>;
}

/**
 * Starts the app in a working directory of its own, which goes with it. Nothing of this process's environment reaches it but
 * the path, and its log is that for people. `program` is another one that serves in its place.
 */
export function startApp(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  program = main,
): AppProcess {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-test-'));
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    cwd: directory,
    // Databases of the demo go there, too, so that one that was left behind is noticed.
    env: {
      PATH: process.env.PATH ?? '',
      TMPDIR: directory,
      NODE_COMPILE_CACHE: compileCache,
      LOG_FORMAT: 'pretty',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printedTexts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printedTexts[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    const left = readdirSync(directory, { recursive: true }).map(String);
    rmSync(directory, { recursive: true });
    return { code: code as number | null, left };
  });

  async function printed(pattern: RegExp, withinMs = 15_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const match = pattern.exec(printedTexts.stdout);
      if (match !== null) return match;
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        throw new Error(`${pattern} was not printed:\n${printedTexts.stdout}\n${printedTexts.stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  return {
    stdout: () => printedTexts.stdout,
    stderr: () => printedTexts.stderr,
    printed,
    async url(framework) {
      const [, url = ''] = await printed(new RegExp(`${framework} +(http://\\S+)/callbacks/status\\n`));
      return url;
    },
    async sandboxUrl() {
      const [, url = ''] = await printed(/Sandbox +(http:\/\/\S+\/_sandbox)\n/);
      return url;
    },
    signal: (name) => child.kill(name),
    closeStdout: () => child.stdout?.destroy(),
    exitCode: ended.then(({ code }) => code),
    filesLeft: ended.then(({ left }) => left),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inheritedEnvironment } from '@statuswire/release';
import { publicUrl, signingKey } from './deliveries.ts';
import type { Runtime } from './runtimes.ts';

/** A program that listens, in a process of its own. */
export interface Program {
  readonly origin: string;
  /** What it told of events so far, in order. */
  readonly events: readonly { readonly status: string; readonly dialect: string }[];
  /** Ends it, and resolves with what it wrote to its standard error. */
  stop(): Promise<string>;
}

/** Starts a program of a project. Resolves once it listens, rejects with what it wrote where it ends before that. */
export async function startProgram(runtime: Runtime, folder: string, file: string): Promise<Program> {
  const [command = '', ...before] = runtime.command;
  const child = spawn(command, [...before, file], {
    cwd: folder,
    env: { ...inheritedEnvironment(), SIGNING_KEY: signingKey, PUBLIC_URL: publicUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const events: { status: string; dialect: string }[] = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });

  const listening = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line);
      if (told.event !== undefined) events.push(told.event);
      if (told.port !== undefined) resolve(told.port);
    });
  });
  const port = await Promise.race([
    listening,
    ended.then(([code]) => {
      throw new Error(`${runtime.name} ${file} ended with ${code} before it listened:\n${errors}`);
    }),
  ]);
  return {
    origin: `http://127.0.0.1:${port}`,
    events,
    stop: async () => {
      child.kill();
      await ended;
      return errors;
    },
  };
}

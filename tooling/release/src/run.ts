import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/** How a command ended, and all that it wrote. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a command runs. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What a command inherits: everything but what package managers set for the scripts that they run, which would make npm in a
 * user's folder think that it runs in ours. How packages are fetched (`npm_config_...`) is the machine's own and stays.
 */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_(?!config_)|pnpm_)/i.test(name) && !['INIT_CWD', 'NODE_ENV', 'NODE_PATH'].includes(name),
  );
  return Object.fromEntries(entries);
}

/** Runs a command to its end. How it ended is for the caller to judge; rejects only where it could not be started. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...inheritedEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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

/** Runs a command that has to succeed, and resolves with what it wrote to its standard output. */
export async function mustRun(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

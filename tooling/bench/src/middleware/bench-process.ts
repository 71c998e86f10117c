import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark, as seen by the one that started it. */
export interface BenchProcess {
  /** The next thing it says. Rejects where it ends instead. */
  hear<Message>(): Promise<Message>;
  /** Says something and waits for the answer. */
  ask<Message>(question: string | object): Promise<Message>;
  /** Lets it end by itself, and waits for that. */
  stop(): Promise<void>;
}

/** What starting a process takes. */
export interface BenchProcessOptions {
  readonly script: URL;
  readonly args: readonly string[];
  /** The processor to keep to; `null` where the system chooses. */
  readonly core: number | null;
  /** Folder for a CPU profile, written when the process ends. @default none */
  readonly profileFolder?: string | undefined;
  /** Throw away what it prints; its errors are shown all the same. @default false */
  readonly silent?: boolean;
}

/** Whether processes can be kept to one core each, so that server and load do not take turns on one. */
export function canPin(): boolean {
  return availableParallelism() >= 2 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
}

/** Starts a process of the benchmark. */
export function startBenchProcess(options: BenchProcessOptions): BenchProcess {
  const { script, args, core, profileFolder, silent = false } = options;
  const nodeArguments = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const child: ChildProcess = fork(fileURLToPath(script), args, {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', silent ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    // `taskset` becomes the program that it is given, so the channel between the two processes stays as it is.
    ...(core === null
      ? { execArgv: nodeArguments }
      : { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...nodeArguments] }),
  });

  function hear<Message>(): Promise<Message> {
    return new Promise((resolve, reject) => {
      function onMessage(message: unknown): void {
        child.off('exit', onExit);
        resolve(message as Message);
      }
      function onExit(code: number | null, signal: string | null): void {
        child.off('message', onMessage);
        reject(new Error(`${fileURLToPath(script)} ${args.join(' ')} ended (${signal ?? code}) before it answered`));
      }
      child.once('message', onMessage).once('exit', onExit);
    });
  }

  return {
    hear,
    ask<Message>(question: string | object) {
      const answer = hear<Message>();
      child.send(question);
      return answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

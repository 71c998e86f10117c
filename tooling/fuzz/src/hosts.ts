import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HostMessage, HostState } from './host-messages.ts';

/** The adapters that are tried. */
export const adapterNames = ['express', 'koa'] as const;

/** A host under test. */
export interface Host {
  readonly name: string;
  readonly port: number;
  /** Resolves once the host has collected its garbage and told of itself. Rejects where it is gone. */
  state(): Promise<HostState>;
  /** How the process ended, with the end of what it wrote; `null` while it runs. */
  ended(): string | null;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('host-process.ts', import.meta.url));

async function messageFrom(child: ChildProcess): Promise<HostMessage> {
  const done = new AbortController();
  const { signal } = done;
  try {
    const [what] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => {
        throw new Error('the host ended');
      }),
    ]);
    return what as HostMessage;
  } finally {
    done.abort();
  }
}

/** Starts a host in a process of its own, on a free port of loopback. */
export async function startHost(name: (typeof adapterNames)[number]): Promise<Host> {
  const child = fork(program, [name], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let written = '';
  child.stderr?.on('data', (data) => {
    written = (written + String(data)).slice(-2_000);
  });
  const first = await messageFrom(child);
  if (first.kind !== 'listening') throw new Error('the host did not say where it listens');
  return {
    name,
    port: first.port,
    async state() {
      const answer = messageFrom(child);
      child.send('state');
      const message = await answer;
      if (message.kind !== 'state') throw new Error('the host did not tell its state');
      return message.state;
    },
    ended: () => (child.exitCode === null && child.signalCode === null ? null : `${child.exitCode}: ${written}`),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

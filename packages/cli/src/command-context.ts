import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** What a command may touch of the process that it runs in. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  /** Aborted on Ctrl-C and SIGTERM: what runs on must stop. */
  readonly stop: AbortSignal;
  /** Told once per run, by the command: 0 without. */
  finish(exitCode: ExitCode): void;
}

import { CommanderError } from '@commander-js/extra-typings';
import { StatusWireError } from '@statuswire/contracts';
import type { CommandContext } from './command-context.ts';
import { CommandFailure } from './command-failure.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

function exitCodeOf(error: unknown, { err }: Terminal): ExitCode {
  // commander has told already what is wrong; with help and version nothing is.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const label = err.paint('bad', 'error:');
  if (error instanceof CommandFailure) {
    err.line(`${label} ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof StatusWireError && error.code === 'STATUSWIRE_INVALID_OPTIONS') {
    err.line(`${label} ${error.message}`);
    return exitCodes.usage;
  }
  err.line(`${label} statuswire itself failed: ${error instanceof Error ? error.message : String(error)}`);
  return exitCodes.internal;
}

/** Runs one command line and resolves with its exit code. Never rejects. */
export async function run(argv: readonly string[], context: Omit<CommandContext, 'finish'>): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram({
    ...context,
    finish: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, context.terminal);
  }
}

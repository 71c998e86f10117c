import { type ExitCode, exitCodes } from './exit-codes.ts';

/** Why a command cannot go on: one line for a person, and the exit code that goes with it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The command line, or a file that it names, cannot be used as it stands. */
export function usageFailure(message: string, options?: ErrorOptions): CommandFailure {
  return new CommandFailure(exitCodes.usage, message, options);
}

/** The network was in the way. */
export function unreachable(message: string, options?: ErrorOptions): CommandFailure {
  return new CommandFailure(exitCodes.unreachable, message, options);
}

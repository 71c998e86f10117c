import process from 'node:process';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { run } from './run.ts';
import { createTerminal, outputFault } from './terminal.ts';

/** How long a command may take to end after Ctrl-C, in milliseconds. */
const graceMs = 2_000;

const terminal = createTerminal(process);
const stop = new AbortController();

const stopped = new Promise<ExitCode>((resolve) => {
  function onSignal(exitCode: ExitCode): void {
    // A second one ends the process at once.
    if (stop.signal.aborted) process.exit(exitCode);
    stop.abort();
    terminal.err.line('stopped');
    setTimeout(resolve, graceMs, exitCode).unref();
    ended.then(() => resolve(exitCode));
  }
  process.on('SIGINT', () => onSignal(exitCodes.interrupted));
  process.on('SIGTERM', () => onSignal(exitCodes.terminated));
});
const ended = run(process.argv.slice(2), { terminal, env: process.env, stdin: process.stdin, stop: stop.signal });

// A full disk, say: whoever redirects the output must not take half of it for the whole.
function onLostOutput(): void {
  const fault = outputFault(terminal.out);
  if (fault === null) return;
  terminal.err.line(`error: the output cannot be written (${fault})`);
  process.exitCode = exitCodes.usage;
}
terminal.out.gone.addEventListener('abort', onLostOutput);

const exitCode = await Promise.race([stopped, ended.then((code) => (stop.signal.aborted ? stopped : code))]);
if (stop.signal.aborted) process.exit(exitCode);
process.exitCode ??= exitCode;

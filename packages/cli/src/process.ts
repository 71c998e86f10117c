import process from 'node:process';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { run } from './run.ts';
import { createTerminal } from './terminal.ts';

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

const exitCode = await Promise.race([stopped, ended.then((code) => (stop.signal.aborted ? stopped : code))]);
if (stop.signal.aborted) process.exit(exitCode);
process.exitCode = exitCode;

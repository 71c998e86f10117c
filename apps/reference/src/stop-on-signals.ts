import { constants } from 'node:os';
import { exit, stderr, stdout } from 'node:process';
import type { Configuration } from './config.ts';
import { errorText } from './log/callback-row.ts';
import type { Service } from './service.ts';

/** With which the process ends where something could not be closed. */
const couldNotStop = 1;

/** Stops on the first signal, in order; on the second one, at once. */
export function stopOnSignals(service: Service, { tracesFrom }: Pick<Configuration, 'tracesFrom'>): void {
  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    try {
      await service.stop();
    } catch (error) {
      const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
      stderr.write(`Not everything could be closed: ${causes.map(errorText).join('; ')}\n`);
      // What is open still would keep it running.
      exit(couldNotStop);
    }
    // With everything closed there is nothing left to do, so the process ends by itself; but for OpenTelemetry, which goes on
    // trying to reach a collector that is away.
    if (tracesFrom !== null) exit();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) exit(128 + constants.signals[signal]);
      void stop();
    });
  }
  // Whoever read the log is gone: `… | head`.
  stdout.on('error', () => void stop());
}

import { loadavg } from 'node:os';
import type { BenchOptions } from '../bench-options.ts';
import type { Dialect } from '../deliveries.ts';
import { canPin, startBenchProcess } from '../middleware/bench-process.ts';
import type { Progress } from '../progress.ts';
import { reportFolder } from '../report-file.ts';
import type {
  Percentiles,
  ReceiverAnswer,
  ReceiverQuestion,
  Receiving,
  SandboxAnswer,
  SandboxOrder,
} from './messages.ts';

/** One load, as the sandbox and the receiver saw it. */
export interface LoadSample {
  readonly perSecond: number;
  /** Callbacks that were measured. */
  readonly callbacks: number;
  readonly sandboxMs: Percentiles;
  readonly receiverMs: Percentiles;
  /** How long after their place in the schedule callbacks were begun. */
  readonly lateMs: Percentiles;
  readonly cores: SandboxAnswer['cores'];
  readonly memory: SandboxAnswer['memory'];
  /** How many processes wanted a core of this machine when the round began, by the system's average over a minute. */
  readonly loadAverage: number;
}

/** All rounds in one dialect. */
export interface LoadCell {
  readonly dialect: Dialect;
  readonly rate: number;
  readonly samples: readonly LoadSample[];
}

/** Both processes are new in each round: what is cold must not be hidden by the round before. */
async function measureRound(dialect: Dialect, options: BenchOptions, pinned: boolean): Promise<LoadSample> {
  const [loadAverage = 0] = loadavg();
  const profileFolder = options.profile ? `${reportFolder}profiles` : undefined;
  const at = (script: string, core: number) =>
    startBenchProcess({
      script: new URL(script, import.meta.url),
      args: [],
      core: pinned ? core : null,
      profileFolder,
    });
  const receiver = at('receiver.ts', 0);
  const sandbox = at('sandbox.ts', 1);
  try {
    const { url } = await receiver.hear<Receiving>();
    const order: SandboxOrder = { url, dialect, rate: options.rate, seconds: options.seconds };
    const { report, cores, memory } = await sandbox.ask<SandboxAnswer>(order);
    const { warmUp } = report;
    const seen = await receiver.ask<ReceiverAnswer>({ skip: warmUp.callbacks } satisfies ReceiverQuestion);
    const sent = warmUp.callbacks + report.callbacks;
    if (warmUp.acknowledged + report.acknowledged < sent)
      throw new Error(`${dialect}: not everything was acknowledged`);
    if (seen.requests !== sent || seen.facts !== sent) throw new Error(`${dialect}: sandbox and receiver count apart`);
    return {
      perSecond: report.perSecond,
      callbacks: report.callbacks,
      sandboxMs: report.latencyMs,
      receiverMs: seen.latencyMs,
      lateMs: report.lateMs,
      cores,
      memory,
      loadAverage,
    };
  } finally {
    await Promise.all([sandbox.stop(), receiver.stop()]);
  }
}

/** Measures whether the sandbox keeps a rate, and whether its percentiles are those that the receiver measures itself. */
export async function measureLoad(options: BenchOptions, progress: Progress): Promise<LoadCell[]> {
  const pinned = canPin();
  const samples = new Map<Dialect, LoadSample[]>(options.dialects.map((dialect) => [dialect, []]));
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      for (const [dialect, rounds] of samples) {
        progress.show(`load, ${dialect}: round ${round + 1} of ${options.rounds}`);
        rounds.push(await measureRound(dialect, options, pinned));
      }
    }
  } finally {
    progress.clear();
  }
  return Array.from(samples, ([dialect, rounds]) => ({ dialect, rate: options.rate, samples: rounds }));
}

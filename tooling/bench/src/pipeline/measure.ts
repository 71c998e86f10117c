import process from 'node:process';
import { measure } from 'mitata';
import type { BenchOptions } from '../bench-options.ts';
import type { Dialect } from '../deliveries.ts';
import type { Progress } from '../progress.ts';
import { pipelineTasks } from './tasks.ts';

/** The time of each task for one delivery, round by round, in nanoseconds. */
export interface PipelineCell {
  readonly dialect: Dialect;
  readonly nanoseconds: Readonly<Record<string, readonly number[]>>;
}

// The processor's time, not the clock's: others may be at work on the machine. It counts the collector's threads, too.
function processorNanoseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

const measuring = {
  now: processorNanoseconds,
  min_cpu_time: 150e6,
  // Always many calls to a sample, as this clock ticks in microseconds; the average, so that collecting garbage counts.
  warmup_threshold: Number.POSITIVE_INFINITY,
  batch_threshold: Number.POSITIVE_INFINITY,
  batch_samples: 1_024,
  gc: false,
};

/** Measures bytes to outcome, and the parts of it, in alternating rounds in this process. */
export async function measurePipeline(options: BenchOptions, progress: Progress): Promise<PipelineCell[]> {
  const cells: PipelineCell[] = [];
  for (const dialect of options.dialects) {
    const tasks = pipelineTasks(dialect);
    const nanoseconds: Record<string, number[]> = Object.fromEntries(tasks.map(({ name }) => [name, []]));
    // One round more than is counted: the first warms up.
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const { name, run } of tasks) {
        progress.show(`pipeline, ${dialect}: round ${round} of ${options.rounds}, ${name}`);
        const { avg } = await measure(run, { ...measuring });
        if (round > 0) nanoseconds[name]?.push(avg);
      }
    }
    cells.push({ dialect, nanoseconds });
  }
  progress.clear();
  return cells;
}

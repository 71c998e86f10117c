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

const roundNanoseconds = 200e6;

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
        // The average, not the median: what the garbage collector takes for a task belongs to its price.
        const { avg } = await measure(run, { min_cpu_time: roundNanoseconds, gc: false });
        if (round > 0) nanoseconds[name]?.push(avg);
      }
    }
    cells.push({ dialect, nanoseconds });
  }
  progress.clear();
  return cells;
}

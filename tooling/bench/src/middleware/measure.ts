import type { BenchOptions } from '../bench-options.ts';
import type { Dialect } from '../deliveries.ts';
import type { Progress } from '../progress.ts';
import { reportFolder } from '../report-file.ts';
import { rotated } from '../rounds.ts';
import { type BenchProcess, canPin, startBenchProcess } from './bench-process.ts';
import { type Contender, contendersOf, type Framework } from './contenders.ts';
import { type LoadOrder, type LoadResult, type Usage, usageQuestion } from './messages.ts';
import { type Subject, startSubject } from './subject.ts';
import { tryOut } from './trial.ts';

/** What one server did in one round. */
export interface Sample {
  readonly requestsPerSecond: number;
  /** Requests per second of processor time that the server used: what one core can do with nothing else on it. */
  readonly requestsPerCoreSecond: number;
  /** How much of its core the server used, 0 to 1. Well below 1, the load generator was what limited the round. */
  readonly busy: number;
  readonly latency: LoadResult['latency'];
}

/** All rounds on one framework in one dialect. */
export interface Cell {
  readonly framework: Framework;
  readonly dialect: Dialect;
  /** In the order of the contenders; not all of them are on each framework and in each dialect. */
  readonly samples: Readonly<Partial<Record<Contender, readonly Sample[]>>>;
}

const connections = 32;
const warmUpSeconds = 2;

async function measureRound(subject: Subject, load: BenchProcess, seconds: number): Promise<Sample> {
  const { contender, dialect, port, server } = subject;
  const before = await server.ask<Usage>(usageQuestion);
  const order: LoadOrder = { port, dialect, contender, connections, seconds };
  const result = await load.ask<LoadResult>(order);
  const after = await server.ask<Usage>(usageQuestion);
  if (result.failed > 0) {
    throw new Error(
      `${subject.framework} ${contender} ${dialect}: ${result.failed} requests were not answered with 2xx`,
    );
  }
  if (contender !== 'bare' && after.handled - before.handled < result.accepted) {
    throw new Error(`${subject.framework} ${contender} ${dialect}: callbacks were acknowledged and not handled`);
  }
  const processorSeconds = (after.processorMs - before.processorMs) / 1_000;
  return {
    requestsPerSecond: result.accepted / result.seconds,
    requestsPerCoreSecond: result.accepted / processorSeconds,
    busy: processorSeconds / result.seconds,
    latency: result.latency,
  };
}

async function measureCell(
  cell: Pick<Cell, 'framework' | 'dialect'>,
  options: BenchOptions,
  load: BenchProcess,
  placement: Parameters<typeof startSubject>[1],
  progress: Progress,
): Promise<Cell> {
  const contenders = contendersOf(cell.framework, cell.dialect);
  const samples = new Map<Contender, Sample[]>(contenders.map((contender) => [contender, []]));
  const subjects: Subject[] = [];
  const where = `${cell.framework}, ${cell.dialect}`;
  try {
    for (const contender of contenders) {
      progress.show(`${where}: trying out and warming up ${contender}`);
      const subject = await startSubject({ ...cell, contender }, placement);
      subjects.push(subject);
      await tryOut(subject);
      await measureRound(subject, load, Math.min(options.seconds, warmUpSeconds));
    }
    for (let round = 0; round < options.rounds; round += 1) {
      for (const subject of rotated(subjects, round)) {
        progress.show(`${where}: round ${round + 1} of ${options.rounds}, ${subject.contender}`);
        samples.get(subject.contender)?.push(await measureRound(subject, load, options.seconds));
      }
    }
  } finally {
    await Promise.all(subjects.map(({ server }) => server.stop()));
  }
  return { ...cell, samples: Object.fromEntries(samples) };
}

/** Measures the middleware: each framework and dialect in turn, the contenders in alternating rounds. */
export async function measureMiddleware(options: BenchOptions, progress: Progress): Promise<Cell[]> {
  const pinned = canPin();
  const load = startBenchProcess({ script: new URL('load.ts', import.meta.url), args: [], core: pinned ? 1 : null });
  const placement = {
    core: pinned ? 0 : null,
    profileFolder: options.profile ? `${reportFolder}profiles` : undefined,
  };
  const cells: Cell[] = [];
  try {
    for (const framework of options.frameworks) {
      for (const dialect of options.dialects) {
        cells.push(await measureCell({ framework, dialect }, options, load, placement, progress));
      }
    }
  } finally {
    await load.stop();
    progress.clear();
  }
  return cells;
}

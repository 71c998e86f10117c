import type { RunSuite } from '../suite.ts';
import { measureFlush } from './flush-time.ts';
import { measureThroughput } from './throughput.ts';
import { flushLine, throughputRatios, throughputTable } from './throughput-summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const flush = measureFlush();
  const cells = await measureThroughput(options, progress);
  return {
    cells: cells.map((cell) => ({ ...cell, flushMilliseconds: flush })),
    table: `${throughputTable(cells)}\n\n${flushLine(flush)}`,
    ratios: throughputRatios(cells),
    verdicts: [],
  };
};

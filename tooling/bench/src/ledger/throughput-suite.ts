import type { RunSuite } from '../suite.ts';
import { measureThroughput } from './throughput.ts';
import { throughputRatios, throughputTable } from './throughput-summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureThroughput(options, progress);
  return {
    cells,
    table: throughputTable(cells),
    ratios: throughputRatios(cells),
    verdicts: [],
  };
};

import type { RunSuite } from '../suite.ts';
import { queryRatios, queryTable, queryVerdicts } from './query-summary.ts';
import { measureQueries } from './query-times.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureQueries(options, progress);
  return {
    cells,
    table: queryTable(cells),
    ratios: queryRatios(cells),
    verdicts: queryVerdicts(cells),
  };
};

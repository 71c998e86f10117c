import type { RunSuite } from '../suite.ts';
import { measureMiddleware } from './measure.ts';
import { middlewareRatios, middlewareTable } from './summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureMiddleware(options, progress);
  return {
    cells,
    table: middlewareTable(cells),
    ratios: middlewareRatios(cells),
    verdicts: [],
  };
};

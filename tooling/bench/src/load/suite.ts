import type { RunSuite } from '../suite.ts';
import { verdictOnLimit } from '../verdict.ts';
import { measureLoad } from './measure.ts';
import { loadLimits, loadRatios, loadTable } from './summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureLoad(options, progress);
  return {
    cells,
    table: loadTable(cells),
    ratios: loadRatios(cells),
    verdicts: loadLimits(cells).map(verdictOnLimit),
  };
};

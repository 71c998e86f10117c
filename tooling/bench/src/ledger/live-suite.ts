import type { RunSuite } from '../suite.ts';
import { measureLive } from './live.ts';
import { liveRatios, liveTable, liveVerdicts } from './live-summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureLive(options, progress);
  return {
    cells,
    table: liveTable(cells),
    ratios: liveRatios(cells),
    verdicts: liveVerdicts(cells),
  };
};

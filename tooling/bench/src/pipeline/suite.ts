import type { RunSuite } from '../suite.ts';
import { measurePipeline } from './measure.ts';
import { pipelineRatios, pipelineTable } from './summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measurePipeline(options, progress);
  return {
    cells,
    table: pipelineTable(cells),
    ratios: pipelineRatios(cells),
    verdicts: [],
  };
};

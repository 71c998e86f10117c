import type { RunSuite } from '../suite.ts';
import { measureSoak } from './measure.ts';
import { soakRatios, soakTable, soakVerdicts } from './summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureSoak(options, progress);
  return { cells, table: soakTable(cells), ratios: soakRatios(cells), verdicts: soakVerdicts(cells) };
};

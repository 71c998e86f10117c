import type { RunSuite } from '../suite.ts';
import { measureApp } from './app.ts';
import { appRatios, appTable } from './app-summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const cells = await measureApp(options, progress);
  return {
    cells,
    table: appTable(cells),
    ratios: appRatios(cells),
    verdicts: [],
  };
};

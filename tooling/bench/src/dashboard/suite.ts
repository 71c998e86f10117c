import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { RunSuite } from '../suite.ts';
import { measureDemo } from './demo.ts';
import { demoTable, demoVerdicts } from './demo-summary.ts';
import { measureDashboard } from './measure.ts';
import { dashboardTable, dashboardVerdicts } from './summary.ts';

const builder = fileURLToPath(new URL('../../../../apps/dashboard/build/build-if-stale.ts', import.meta.url));

/** The suite, from measuring to what is told of it; there is nothing to hold the pages against, so there are no ratios. */
export const run: RunSuite = async (options, progress) => {
  execFileSync(process.execPath, [builder], { stdio: 'inherit' });
  const demo = await measureDemo(options, progress);
  const cells = await measureDashboard(options, progress);
  return {
    cells: [...demo, ...cells],
    table: `${demoTable(demo)}\n\n${dashboardTable(cells)}`,
    ratios: [],
    verdicts: [...demoVerdicts(demo), ...dashboardVerdicts(cells)],
  };
};

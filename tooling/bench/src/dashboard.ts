import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { measureDashboard } from './dashboard/measure.ts';
import { dashboardUsage, parseDashboardOptions } from './dashboard/options.ts';
import { dashboardTable, dashboardVerdicts } from './dashboard/summary.ts';
import { describeMachine } from './machine.ts';
import { createProgress } from './progress.ts';
import { writeReport } from './report-file.ts';

const parsed = parseDashboardOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  process.stdout.write(dashboardUsage);
  process.exit(0);
}
if (parsed.kind === 'invalid') {
  process.stderr.write(`${parsed.faults.join('\n')}\n\n${dashboardUsage}`);
  process.exit(2);
}

const { options } = parsed;
const machine = describeMachine();
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';
process.stdout.write(`Node ${machine.node}, ${machine.cores} cores, ${machine.processor}, load average ${load()}\n\n`);
const builder = fileURLToPath(new URL('../../../apps/dashboard/build/build-if-stale.ts', import.meta.url));
execFileSync(process.execPath, [builder], { stdio: 'inherit' });

const cells = await measureDashboard(options, createProgress(process.stderr));
writeReport('dashboard', { machine, options, cells });
process.stdout.write(`${dashboardTable(cells)}\nLoad average ${load()} after.\n\n`);
const verdicts = dashboardVerdicts(cells);
for (const { reached, text } of verdicts) process.stdout.write(`${reached ? 'reached' : 'missed'}: ${text}\n`);
if (options.check && verdicts.some(({ reached }) => !reached)) process.exitCode = 1;

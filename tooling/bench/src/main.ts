import process from 'node:process';
import { parseBenchOptions, usage } from './bench-options.ts';
import { type Goal, isExceeded, isMissed, type Limit } from './goals.ts';
import { measureLoad } from './load/measure.ts';
import { loadGoals, loadLimits, loadTable } from './load/summary.ts';
import { describeMachine } from './machine.ts';
import { measureMiddleware } from './middleware/measure.ts';
import { middlewareGoals, middlewareTable } from './middleware/summary.ts';
import { measurePipeline } from './pipeline/measure.ts';
import { pipelineTable } from './pipeline/summary.ts';
import { createProgress } from './progress.ts';
import { writeReport } from './report-file.ts';

const parsed = parseBenchOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  process.stdout.write(usage);
  process.exit(0);
}
if (parsed.kind === 'invalid') {
  process.stderr.write(`${parsed.faults.join('\n')}\n\n${usage}`);
  process.exit(2);
}

const { options } = parsed;
const progress = createProgress(process.stderr);
const machine = describeMachine();
const goals: Goal[] = [];
const limits: Limit[] = [];
process.stdout.write(`Node ${machine.node}, ${machine.cores} cores, ${machine.processor}\n\n`);

if (options.suites.includes('middleware')) {
  const cells = await measureMiddleware(options, progress);
  goals.push(...middlewareGoals(cells));
  writeReport('middleware', { machine, options, cells });
  process.stdout.write(`${middlewareTable(cells)}\n\n`);
}

if (options.suites.includes('pipeline')) {
  const cells = await measurePipeline(options, progress);
  writeReport('pipeline', { machine, options, cells });
  process.stdout.write(`${pipelineTable(cells)}\n\n`);
}

if (options.suites.includes('load')) {
  const cells = await measureLoad(options, progress);
  goals.push(...loadGoals(cells));
  limits.push(...loadLimits(cells));
  writeReport('load', { machine, options, cells });
  process.stdout.write(`${loadTable(cells)}\n\n`);
}

for (const goal of goals) {
  const verdict = isMissed(goal) ? 'missed' : 'reached';
  process.stdout.write(`${verdict}: ${goal.name}: ${goal.ratio.median.toFixed(2)}, goal ${goal.atLeast.toFixed(2)}\n`);
}
for (const limit of limits) {
  const verdict = isExceeded(limit) ? 'missed' : 'reached';
  const { median } = limit.milliseconds;
  process.stdout.write(`${verdict}: ${limit.name}: ${median.toFixed(2)} ms, goal at most ${limit.atMost.toFixed(2)}\n`);
}
if (options.check && (goals.some(isMissed) || limits.some(isExceeded))) process.exitCode = 1;

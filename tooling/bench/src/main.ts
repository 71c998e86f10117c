import { loadavg } from 'node:os';
import process from 'node:process';
import { parseBenchOptions, usage } from './bench-options.ts';
import { isMissed } from './goals.ts';
import { describeMachine } from './machine.ts';
import { createProgress } from './progress.ts';
import { ratioChart } from './ratio-chart.ts';
import { writeChart, writeReport } from './report-file.ts';
import type { Suite } from './suite.ts';
import { suites } from './suites.ts';
import { type Verdict, verdictsOn } from './verdict.ts';

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
const verdicts: Verdict[] = [];

/** How many processes wanted a processor in the last minute: what else the machine was doing. */
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';

process.stdout.write(`Node ${machine.node}, ${machine.cores} cores, ${machine.processor}\n\n`);

const chosen: readonly Suite[] = suites.filter(({ name }) => options.suites.includes(name));
for (const suite of chosen) {
  const loadBefore = load();
  const { run } = await suite.load();
  const { cells, table, ratios, verdicts: told } = await run(options, progress);
  const loadAverage = [loadBefore, load()];
  const reportName = options.name === '' ? suite.name : `${options.name}-${suite.name}`;
  writeReport(reportName, { machine, options, loadAverage, ratios, cells });
  if (ratios.length > 0) writeChart(reportName, ratioChart({ title: suite.name, subtitle: suite.about, ratios }));
  process.stdout.write(`${table}\nLoad average ${loadBefore} before, ${loadAverage[1]} after.\n\n`);
  verdicts.push(...ratios.flatMap(verdictsOn), ...told);
  if (options.check && ratios.some(isMissed)) process.exitCode = 1;
}
for (const { reached, text } of verdicts) process.stdout.write(`${reached ? 'reached' : 'missed'}: ${text}\n`);

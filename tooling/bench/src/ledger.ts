import { loadavg } from 'node:os';
import process from 'node:process';
import { type Goal, isMissed } from './goals.ts';
import { measureApp } from './ledger/app.ts';
import { appGoals, appTable } from './ledger/app-summary.ts';
import { ledgerUsage, parseLedgerOptions } from './ledger/options.ts';
import { measureThroughput } from './ledger/throughput.ts';
import { throughputGoals, throughputTable } from './ledger/throughput-summary.ts';
import { describeMachine } from './machine.ts';
import { createProgress } from './progress.ts';
import { writeReport } from './report-file.ts';

const parsed = parseLedgerOptions(process.argv.slice(2));
if (parsed.kind === 'help') {
  process.stdout.write(ledgerUsage);
  process.exit(0);
}
if (parsed.kind === 'invalid') {
  process.stderr.write(`${parsed.faults.join('\n')}\n\n${ledgerUsage}`);
  process.exit(2);
}

const { options } = parsed;
const progress = createProgress(process.stderr);
const machine = describeMachine();
const goals: Goal[] = [];

/** How many processes wanted a processor in the last minute: what else the machine was doing. */
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';

process.stdout.write(`Node ${machine.node}, ${machine.cores} cores, ${machine.processor}, load average ${load()}\n\n`);

if (options.suites.includes('throughput')) {
  const loadBefore = load();
  const cells = await measureThroughput(options, progress);
  goals.push(...throughputGoals(cells));
  writeReport('ledger-throughput', { machine, options, loadAverage: [loadBefore, load()], cells });
  process.stdout.write(`${throughputTable(cells)}\nLoad average ${loadBefore} before, ${load()} after.\n\n`);
}

if (options.suites.includes('app')) {
  const loadBefore = load();
  const cells = await measureApp(options, progress);
  goals.push(...appGoals(cells));
  writeReport('ledger-app', { machine, options, loadAverage: [loadBefore, load()], cells });
  process.stdout.write(`${appTable(cells)}\nLoad average ${loadBefore} before, ${load()} after.\n\n`);
}

for (const goal of goals) {
  const verdict = isMissed(goal) ? 'missed' : 'reached';
  process.stdout.write(`${verdict}: ${goal.name}: ${goal.ratio.median.toFixed(2)}, goal ${goal.atLeast.toFixed(2)}\n`);
}
if (options.check && goals.some(isMissed)) process.exitCode = 1;

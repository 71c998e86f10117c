import { loadavg } from 'node:os';
import process from 'node:process';
import { measureApp } from './ledger/app.ts';
import { appGoals, appTable } from './ledger/app-summary.ts';
import { measureLive } from './ledger/live.ts';
import { liveTable, liveVerdicts } from './ledger/live-summary.ts';
import { ledgerUsage, parseLedgerOptions } from './ledger/options.ts';
import { queryTable, queryVerdicts } from './ledger/query-summary.ts';
import { measureQueries } from './ledger/query-times.ts';
import { measureThroughput } from './ledger/throughput.ts';
import { throughputGoals, throughputTable } from './ledger/throughput-summary.ts';
import { type Verdict, verdictOn } from './ledger/verdict.ts';
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
const verdicts: Verdict[] = [];

/** How many processes wanted a processor in the last minute: what else the machine was doing. */
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';

process.stdout.write(`Node ${machine.node}, ${machine.cores} cores, ${machine.processor}, load average ${load()}\n\n`);

if (options.suites.includes('throughput')) {
  const loadBefore = load();
  const cells = await measureThroughput(options, progress);
  verdicts.push(...throughputGoals(cells).map(verdictOn));
  writeReport(`${options.name}-throughput`, { machine, options, loadAverage: [loadBefore, load()], cells });
  process.stdout.write(`${throughputTable(cells)}\nLoad average ${loadBefore} before, ${load()} after.\n\n`);
}

if (options.suites.includes('app')) {
  const loadBefore = load();
  const cells = await measureApp(options, progress);
  verdicts.push(...appGoals(cells).map(verdictOn));
  writeReport(`${options.name}-app`, { machine, options, loadAverage: [loadBefore, load()], cells });
  process.stdout.write(`${appTable(cells)}\nLoad average ${loadBefore} before, ${load()} after.\n\n`);
}

if (options.suites.includes('live')) {
  const loadBefore = load();
  const cells = await measureLive(options, progress);
  verdicts.push(...liveVerdicts(cells));
  writeReport(`${options.name}-live`, { machine, options, loadAverage: [loadBefore, load()], cells });
  process.stdout.write(`${liveTable(cells)}\nLoad average ${loadBefore} before, ${load()} after.\n\n`);
}

if (options.suites.includes('queries')) {
  const loadBefore = load();
  const cells = await measureQueries(options, progress);
  verdicts.push(...queryVerdicts(cells));
  writeReport(`${options.name}-queries`, { machine, options, loadAverage: [loadBefore, load()], cells });
  process.stdout.write(`${queryTable(cells)}\nLoad average ${loadBefore} before, ${load()} after.\n\n`);
}

for (const { reached, text } of verdicts) process.stdout.write(`${reached ? 'reached' : 'missed'}: ${text}\n`);
if (options.check && verdicts.some(({ reached }) => !reached)) process.exitCode = 1;

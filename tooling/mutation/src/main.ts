import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { scoreOf } from './score.ts';
import { type MutationTarget, type TargetName, targets } from './targets.ts';

const leastShare = 0.85;
const names = Object.keys(targets) as TargetName[];

const usage = `pnpm mutation [TARGET…] [--concurrency N] [--file PATTERN]

Changes the code on purpose, one place at a time, and runs the tests: a change that no test notices is a test that is missing.
Ends with 1 where a target has less than ${leastShare * 100} % of its changes noticed. Reports go to .reports/mutation/.

  TARGET           ${names.join(', ')}; all of them by default
  --concurrency N  test processes at once (1)
  --file PATTERN   only these files of the target, from the repository's root
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: '1' },
    file: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !names.some((known) => known === name));
if (values.help || unknown.length > 0) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}

const chosen = positionals.length === 0 ? names : names.filter((name) => positionals.includes(name));
const rows: string[] = [];
for (const name of chosen) {
  const { mutate, tests, propertyMs = 300 }: MutationTarget = targets[name];
  // Read in short-properties.ts, in the processes that run the tests.
  process.env.PROPERTY_MS = String(propertyMs);
  const stryker = new Stryker({
    mutate: [...(values.file ?? mutate)],
    testFiles: [...tests],
    testRunner: 'vitest',
    vitest: { configFile: 'tooling/mutation/vitest.config.ts', related: false },
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    // Such a change would need all tests in a fresh process: the tables that they concern have tests of their own, value by value.
    ignoreStatic: true,
    concurrency: Number(values.concurrency),
    reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `.reports/mutation/${name}.json` },
    htmlReporter: { fileName: `.reports/mutation/${name}.html` },
    ignorePatterns: ['apps', 'docs/reference', 'examples', '.reports'],
    tempDirName: '.reports/mutation/sandbox',
    timeoutMS: 20_000,
    timeoutFactor: 3,
    dryRunTimeoutMinutes: 15,
    allowConsoleColors: false,
  });
  const { killed, survived, leftOut, share } = scoreOf(await stryker.runMutationTest());
  rows.push(`${name}: ${(share * 100).toFixed(1)} % noticed (${killed} of ${killed + survived}; ${leftOut} left out)`);
  if (share < leastShare) process.exitCode = 1;
}
process.stdout.write(`\n${rows.join('\n')}\n`);

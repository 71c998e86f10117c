// Counts the tests of all reports and ends with the line that CI reads. A run that broke off before its tests has failed, too.
// Takes pairs: a report's path, and the status of the command that wrote it.
import { existsSync, readFileSync } from 'node:fs';

const pairs = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

for (let at = 0; at < pairs.length; at += 2) {
  const [reportPath = '', commandStatus = '1'] = pairs.slice(at, at + 2);
  let failedHere = 0;
  if (existsSync(reportPath)) {
    const report = JSON.parse(readFileSync(reportPath, 'utf8'));
    passed += report.numPassedTests;
    failedHere = report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0);
    skipped += report.numPendingTests + report.numTodoTests;
  }
  if (commandStatus !== '0' && failedHere === 0) failedHere = 1;
  failed += failedHere;
}

process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../command-context.ts';
import { answerChecks } from '../doctor/answer-checks.ts';
import { byteChecks } from '../doctor/byte-checks.ts';
import type { DoctorCheck, Finding } from '../doctor/check.ts';
import { deliveryChecks } from '../doctor/delivery-checks.ts';
import { forgeryChecks } from '../doctor/forgery-checks.ts';
import { inputChecks } from '../doctor/input-checks.ts';
import { createProbe } from '../doctor/probe.ts';
import { exitCodes } from '../exit-codes.ts';
import { helpEnding } from '../help-text.ts';
import { maskUrl } from '../masking.ts';
import { signingKeyOption, signingKeys } from '../options/signing-keys.ts';
import { httpUrl, wholeNumber } from '../options/values.ts';
import { createProgress } from '../progress.ts';
import type { Output, Tone } from '../terminal.ts';

const ending = helpEnding(
  [
    ['an endpoint on this machine', 'statuswire doctor http://localhost:3000/callbacks/status'],
    [
      'one that checks against its public URL',
      'statuswire doctor http://localhost:3000/callbacks/status --public-url https://example.com/callbacks/status',
    ],
    [
      'what fails, for a script',
      'statuswire doctor http://localhost:3000/callbacks/status --json | jq \'.checks[] | select(.verdict == "fail")\'',
    ],
  ],
  {
    0: 'every check passes; warnings do not count',
    1: 'at least one fails',
    2: 'wrong usage, or no key',
    3: 'nobody answers at that URL',
  },
);

const tones: Readonly<Record<Finding['verdict'], Tone>> = { pass: 'good', warn: 'doubtful', fail: 'bad' };

function checkLines({ title, fix }: DoctorCheck, { verdict, seen }: Finding, out: Output): string[] {
  const first = `${out.paint(tones[verdict], verdict)}  ${title}  ${out.paint('faint', seen)}`;
  return verdict === 'pass' ? [first] : [first, `      ${out.paint('faint', 'fix:')} ${fix}`];
}

/** `doctor`: does an endpoint do what it must? */
export function addDoctorCommand(program: Command, { terminal, env, stop, finish }: CommandContext): void {
  const { out, err } = terminal;

  program
    .command('doctor')
    .summary('examine an endpoint')
    .description(
      'Examines an endpoint with some eighty requests: does it refuse what is unsigned, tampered or oversized, take both dialects, answer in time, stay silent about reasons? It talks to the URL given and to nothing else. The endpoint will store the callbacks that it takes: their message ids hold "statuswire-doctor".',
    )
    .argument('<url>', 'the endpoint', httpUrl)
    .addOption(signingKeyOption())
    .option('-u, --public-url <url>', 'the URL to sign, where the endpoint goes by another', httpUrl)
    .option('--project-id <id>', 'the project that the callbacks claim to be of, where the endpoint serves several')
    .option('--timeout <ms>', 'longest wait for an answer', wholeNumber(50, 60_000), 5_000)
    .option('--json', 'print one JSON object')
    .addHelpText('after', ending)
    .action(async (url, options) => {
      const [{ key }] = signingKeys(options.signingKey, env);
      const { publicUrl = url, projectId, timeout: timeoutMs } = options;
      const probe = createProbe({ url, publicUrl, signingKey: key, projectId, timeoutMs, stop });
      const checks = [
        ...deliveryChecks,
        ...byteChecks(key),
        ...forgeryChecks(key),
        ...inputChecks(key),
        ...answerChecks,
      ];
      const progress = createProgress(err, checks.length);
      const findings: (Finding & Pick<DoctorCheck, 'id' | 'title' | 'fix'>)[] = [];
      for (const check of checks) {
        progress.step(check.title);
        const finding = await check.run(probe).finally(progress.clear);
        if (stop.aborted) return;
        const { id, title, fix } = check;
        findings.push({ id, title, fix, ...finding });
        if (!options.json) for (const line of checkLines(check, finding, out)) out.line(line);
      }
      const count = (verdict: Finding['verdict']): number => findings.filter((one) => one.verdict === verdict).length;
      const [passed, warned, failed] = [count('pass'), count('warn'), count('fail')];
      if (options.json) out.line(JSON.stringify({ url: maskUrl(url), passed, warned, failed, checks: findings }));
      else out.line(`${passed} passed, ${warned} warned, ${failed} failed`);
      finish(failed === 0 ? exitCodes.ok : exitCodes.no);
    });
}

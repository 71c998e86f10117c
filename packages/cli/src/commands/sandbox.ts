import { type Command, Option } from '@commander-js/extra-typings';
import { dialects } from '@statuswire/contracts';
import { createSandbox, defaultProject, type Sandbox } from '@statuswire/sandbox';
import type { CommandContext } from '../command-context.ts';
import { unreachable } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { helpEnding } from '../help-text.ts';
import { listenFailure } from '../http/listen-failure.ts';
import { maskUrl } from '../masking.ts';
import { keyVariable, signingKeyOption, signingKeys } from '../options/signing-keys.ts';
import { collected, httpUrl, wholeNumber } from '../options/values.ts';
import { deliveryJson, deliveryLine } from '../sandbox/delivery-lines.ts';
import { fault } from '../sandbox/faults.ts';
import { failures, reportLines, runLoad } from '../sandbox/run-load.ts';

const ending = helpEnding(
  [
    ['a SignalWire on loopback', 'statuswire sandbox --port 4010'],
    [
      'with a carrier that loses a tenth, and repeats what it likes',
      'statuswire sandbox --fault lost:0.1 --fault repeated:0.2 --seed 7',
    ],
    ['with a fault of your own', `statuswire sandbox --fault '{"kind":"delayed","ms":5000,"statuses":["delivered"]}'`],
    [
      '200 callbacks a second for half a minute',
      'statuswire sandbox --load http://localhost:3000/callbacks/status --rate 200 --seconds 30',
    ],
  ],
  {
    0: 'the load was acknowledged, all of it; or the reader of the output went away',
    1: 'some of the load was not',
    2: 'wrong usage',
    3: 'the port cannot be listened on; or nobody answers the load',
    130: 'Ctrl-C',
  },
);

/** `sandbox`: a SignalWire to develop against. */
export function addSandboxCommand(program: Command, { terminal, env, stop, finish }: CommandContext): void {
  const { out, err } = terminal;

  async function serve(sandbox: Sandbox, where: { readonly host: string; readonly port: number }): Promise<void> {
    const url = await sandbox.listen().catch((error: unknown) => Promise.reject(listenFailure(error, where)));
    const [project = defaultProject] = sandbox.projects;
    err.line(`sandbox on ${err.paint('name', url)} (seed ${sandbox.seed}); Ctrl-C ends it`);
    const token = project.token === defaultProject.token ? ` token ${project.token}` : '';
    const key =
      project.signingKeys.join() === defaultProject.signingKeys.join()
        ? ` signing key ${project.signingKeys.join()}`
        : '';
    err.line(`project ${project.projectId}${token}${key}`);
    err.line(`control: GET ${url}/_sandbox`);
    const ended = AbortSignal.any([stop, out.gone]);
    if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }));
    if (!stop.aborted) err.line('the reader of the output has gone');
  }

  program
    .command('sandbox')
    .summary('a SignalWire to develop against')
    .description(
      "Starts a SignalWire on loopback: both REST APIs, messages' lives, signed status callbacks, faults. Prints each callback that it sends. With --load it sends callbacks to one URL, tells how that went, and ends.",
    )
    .option('-p, --port <number>', 'port to listen on; 0 for any that is free', wholeNumber(0, 65_535), 4_010)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--project-id <id>', 'the project', defaultProject.projectId)
    .option('--token <token>', 'its API token', defaultProject.token)
    .addOption(signingKeyOption())
    .option('--number <number>', 'a number that was bought; may be repeated; without, any sender will do', collected)
    .option('--fault <rule>', 'what goes wrong: KIND, KIND:PROBABILITY or a rule as JSON; may be repeated', fault)
    .option('--seed <seed>', 'decides all that is left to chance')
    .addOption(new Option('--encoding <encoding>', 'of compatibility callbacks').choices(['form', 'json']))
    .option('--sha256', 'add the SHA-256 signature to callbacks')
    .option('--load <url>', 'send callbacks to this URL as fast as --rate says, and end', httpUrl)
    .addOption(new Option('-d, --dialect <dialect>', 'of the load').choices(dialects).default('compatibility' as const))
    .option('--rate <number>', 'callbacks a second; without, as many as can be', wholeNumber(1, 1_000_000))
    .option('--seconds <number>', 'how long the load lasts', wholeNumber(1, 86_400), 10)
    .option('--warm-up <seconds>', 'how long it runs before it is measured', wholeNumber(0, 600), 2)
    .option('--concurrency <number>', 'most callbacks on their way at once', wholeNumber(1, 10_000), 64)
    .option('--unmasked', 'show headers and bodies, with --json')
    .option('--json', 'print one JSON object per callback; of a load, one for all')
    .addHelpText('after', ending)
    .action(async (options) => {
      const { host, port, projectId, token, load } = options;
      // Without a key of one's own, the one that everybody knows: it guards a server on loopback.
      const hasKeys = options.signingKey !== undefined || (env[keyVariable] ?? '') !== '';
      const keys = hasKeys ? signingKeys(options.signingKey, env).map(({ key }) => key) : defaultProject.signingKeys;
      const sandbox = createSandbox({
        host,
        port,
        projects: [{ projectId, token, signingKeys: [...keys] }],
        faults: options.fault ?? [],
        callbacks: {
          sha256: options.sha256 ?? false,
          ...(options.encoding === undefined ? {} : { compatibilityEncoding: options.encoding }),
        },
        ...(options.number === undefined ? {} : { numbers: options.number }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        onDelivery(delivery) {
          if (load !== undefined) return;
          out.line(options.json ? deliveryJson(delivery, options.unmasked ?? false) : deliveryLine(delivery, out));
        },
      });
      try {
        if (load === undefined) return await serve(sandbox, { host, port });
        const { rate = null, dialect, concurrency } = options;
        const times = { durationMs: options.seconds * 1_000, warmUpMs: options.warmUp * 1_000 };
        const settings = { url: load, rate, dialect, concurrency, ...times };
        const report = await runLoad(sandbox, settings, { err, stop });
        const { warmUp } = report;
        if (report.acknowledged + warmUp.acknowledged === 0 && report.unreachable + warmUp.unreachable > 0) {
          const answers = Object.keys({ ...warmUp.answers, ...report.answers }).join(', ');
          throw unreachable(`Nobody answers at ${maskUrl(load)} (${answers}).`);
        }
        if (options.json) out.line(JSON.stringify(report));
        else for (const line of reportLines(report, out)) out.line(line);
        const exitCode: ExitCode = failures(report) + failures(warmUp) === 0 ? exitCodes.ok : exitCodes.no;
        finish(exitCode);
      } finally {
        await sandbox.close();
      }
    });
}

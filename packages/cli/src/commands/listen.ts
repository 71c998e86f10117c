import { type Command, Option } from '@commander-js/extra-typings';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { helpEnding } from '../help-text.ts';
import { startCallbackServer } from '../listen/callback-server.ts';
import { maskUrl } from '../masking.ts';
import { otherKeyOption, readKeys, signingKeyOption, signingKeys } from '../options/signing-keys.ts';
import { httpUrl, wholeNumber } from '../options/values.ts';
import { receivedJson, receivedLines } from '../render/received-lines.ts';

const ending = helpEnding(
  [
    ['behind a tunnel', 'statuswire listen --port 4000 --public-url https://abc.ngrok.app/callbacks'],
    ['in front of your application', 'statuswire listen --port 4000 --forward http://localhost:3000/callbacks/status'],
    ['every delivery, for jq', 'statuswire listen --json | jq -c \'select(.event.status == "failed")\''],
    [
      'keep what came, to look into it with verify',
      'statuswire listen --mode report --json --unmasked > callbacks.jsonl',
    ],
  ],
  {
    0: 'the reader of the output went away',
    2: 'wrong usage, or no key',
    3: 'the port cannot be listened on',
    130: 'Ctrl-C',
  },
);

/** `listen`: a receiver that prints what comes. */
export function addListenCommand(program: Command, { terminal, env, stop, finish }: CommandContext): void {
  const { out, err } = terminal;

  program
    .command('listen')
    .summary('receive callbacks and print them')
    .description(
      'Receives status callbacks on every path and prints each: the verdict on its signature, what it says, and why it does not match. Numbers are masked and texts left out unless --unmasked. SignalWire is answered as by the middleware.',
    )
    .option('-p, --port <number>', 'port to listen on; 0 for any that is free', wholeNumber(0, 65_535), 4_000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(signingKeyOption())
    .addOption(otherKeyOption())
    .option(
      '-u, --public-url <url>',
      'the URL as SignalWire was given it; without, the one that requests name',
      httpUrl,
    )
    .addOption(new Option('--trust-proxy', 'believe X-Forwarded-Proto and X-Forwarded-Host').conflicts('publicUrl'))
    .addOption(
      new Option('-m, --mode <mode>', 'enforce answers 403 to what is not verified; report takes it and says so')
        .choices(['enforce', 'report'])
        .default('enforce' as const),
    )
    .option(
      '-f, --forward <url>',
      'pass on what is accepted, bytes and headers as they came, and answer as told',
      httpUrl,
    )
    .option('--unmasked', 'show phone numbers and texts')
    .option('--json', 'print one JSON object per line and request')
    .addHelpText('after', ending)
    .action(async (options) => {
      const keys = signingKeys(options.signingKey, env);
      const otherKeys = readKeys(options.otherKey ?? [], env, '--other-key');
      const style = { keys: [...keys, ...otherKeys], unmasked: options.unmasked ?? false, out };
      let count = 0;
      const server = await startCallbackServer({
        host: options.host,
        port: options.port,
        signingKeys: keys.map(({ key }) => key),
        otherKeys: otherKeys.map(({ key }) => key),
        ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
        trustProxy: options.trustProxy ?? false,
        mode: options.mode,
        forwardTo: options.forward ?? null,
        onReceived(received) {
          count += 1;
          if (options.json) out.line(receivedJson(received, style));
          else for (const line of receivedLines(received, style)) out.line(line);
        },
        onMistake: (error) => err.line(`statuswire itself failed at a request: ${String(error)}`),
      });
      const labels = keys.map(({ name, fingerprint }) => name ?? fingerprint).join(', ');
      err.line(`listening on ${err.paint('name', server.url)} (${options.mode}, signing keys: ${labels})`);
      const forwarding = options.forward === undefined ? '' : `, forwarding to ${maskUrl(options.forward)}`;
      err.line(
        `checking against ${options.publicUrl === undefined ? 'the URL that each request names' : maskUrl(options.publicUrl)}${forwarding}; Ctrl-C ends it`,
      );

      const ended = AbortSignal.any([stop, out.gone]);
      if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }));
      await server.close();
      if (!stop.aborted) err.line('the reader of the output has gone');
      err.line(`${count} request${count === 1 ? '' : 's'} received`);
      finish(exitCodes.ok);
    });
}

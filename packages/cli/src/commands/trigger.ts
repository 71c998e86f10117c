import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from '@commander-js/extra-typings';
import { dialects, messageStatuses } from '@statuswire/contracts';
import { signatureHeaders } from '@statuswire/receiver';
import { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import { callbackTiming } from '@statuswire/sandbox';
import type { CommandContext } from '../command-context.ts';
import { unreachable, usageFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { helpEnding } from '../help-text.ts';
import { sendRequest } from '../http/send-request.ts';
import { withoutFragment } from '../http/without-fragment.ts';
import { maskUrl } from '../masking.ts';
import { signingKeyOption, signingKeys } from '../options/signing-keys.ts';
import { httpUrl, namedValue, wholeNumber } from '../options/values.ts';
import { createProgress } from '../progress.ts';
import { isSuccess, sendResultJson, sendResultText } from '../render/send-result.ts';
import { type LifeStep, lifeNames, lifeOf } from '../trigger/lives.ts';

const ending = helpEnding(
  [
    ['one callback, as the compatibility API sends it', 'statuswire trigger http://localhost:3000/callbacks/status'],
    [
      'a whole life, as the platform sends it',
      'statuswire trigger http://localhost:3000/callbacks/status --life undelivered --dialect platform',
    ],
    [
      'a failure with a code',
      'statuswire trigger http://localhost:3000/callbacks/status --status failed --error-code 30007',
    ],
    [
      'to an endpoint that checks against its public URL',
      'statuswire trigger http://localhost:3000/callbacks/status --public-url https://example.com/callbacks/status',
    ],
    [
      'is a forgery refused? (exit code 1 if so)',
      'statuswire trigger http://localhost:3000/callbacks/status --unsigned',
    ],
  ],
  {
    0: 'every callback was answered 2xx',
    1: 'at least one was answered otherwise, or not in time',
    2: 'wrong usage, or no key',
    3: 'nobody answers at that URL',
  },
);

function withoutSignature({ headers, ...delivery }: SignedDelivery): SignedDelivery {
  const signed: readonly string[] = Object.values(signatureHeaders);
  return {
    ...delivery,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !signed.includes(name))),
  };
}

/** `trigger`: sends callbacks as SignalWire does. */
export function addTriggerCommand(program: Command, { terminal, env, stop, finish }: CommandContext): void {
  const { out, err } = terminal;

  program
    .command('trigger')
    .summary('send signed callbacks to an endpoint')
    .description(
      'Sends one signed status callback, or those of a whole life, and tells what was answered. One attempt each, no redirects; the timeouts are those of SignalWire, as the fragment of the URL tunes them.',
    )
    .argument('<url>', 'where to send it', httpUrl)
    .addOption(signingKeyOption())
    .option('-u, --public-url <url>', 'the URL to sign, where the endpoint goes by another', httpUrl)
    .addOption(new Option('-l, --life <life>', 'the callbacks of a whole life').choices(lifeNames).conflicts('status'))
    .option('-s, --status <status>', `any word; ${messageStatuses.join(', ')} are documented`)
    .addOption(
      new Option('-d, --dialect <dialect>', 'who sends it').choices(dialects).default('compatibility' as const),
    )
    .option('--error-code <code>', 'on the last callback')
    .option('--error-message <text>', 'platform only')
    .option('--message-id <id>', 'without, a new one')
    .option('--project-id <id>', 'the project that it is of')
    .option('--from <number>', 'the sender of the message')
    .option('--to <number>', 'its recipient')
    .option('--body <text>', 'its text')
    .option('--media <number>', 'compatibility only', wholeNumber(0, 10))
    .option('--segments <number>', 'how many', wholeNumber(0, 999))
    .option('--field <name=value>', 'a field to add or to replace; may be repeated', namedValue)
    .option('--custom <name=value>', 'a custom variable, platform only; may be repeated', namedValue)
    .addOption(new Option('--encoding <encoding>', 'compatibility only').choices(['form', 'json']))
    .addOption(
      new Option('--method <method>', 'GET carries the fields in the query; compatibility only').choices([
        'POST',
        'GET',
      ]),
    )
    .option('--sha256', 'add the SHA-256 signature')
    .option('--unsigned', 'send it without a signature')
    .option('--interval <ms>', 'between the callbacks of a life', wholeNumber(0, 60_000), 0)
    .option('--json', 'print one JSON object per callback')
    .addHelpText('after', ending)
    .action(async (url, options) => {
      const { dialect, life, publicUrl = url } = options;
      const misplaced =
        dialect === 'platform'
          ? (['media', 'encoding', 'method'] as const).find((name) => options[name] !== undefined)
          : (['errorMessage', 'custom'] as const).find((name) => options[name] !== undefined);
      if (misplaced !== undefined) {
        const flag = misplaced.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        throw usageFailure(`--${flag} does not go with --dialect ${dialect}.`);
      }
      const [{ key }] = options.unsigned ? [{ key: 'unused' }] : signingKeys(options.signingKey, env);
      const messageId = options.messageId ?? randomUUID();
      const steps: readonly LifeStep[] = life ? lifeOf(life, dialect) : [{ status: options.status ?? 'delivered' }];

      function delivery(step: LifeStep, isLast: boolean): SignedDelivery {
        const errorCode = (isLast ? options.errorCode : undefined) ?? step.errorCode;
        const media = options.media ?? step.media;
        const described: SignedDeliveryOptions = {
          signingKey: key,
          url: publicUrl,
          dialect,
          status: step.status,
          messageId,
          timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
          ...(errorCode === undefined ? {} : { errorCode }),
          ...(media === undefined ? {} : { media }),
          ...(isLast && options.errorMessage !== undefined ? { errorMessage: options.errorMessage } : {}),
          ...(options.projectId === undefined ? {} : { projectId: options.projectId }),
          ...(options.from === undefined ? {} : { from: options.from }),
          ...(options.to === undefined ? {} : { to: options.to }),
          ...(options.body === undefined ? {} : { body: options.body }),
          ...(options.segments === undefined ? {} : { segments: options.segments }),
          ...(options.field === undefined ? {} : { fields: options.field }),
          ...(options.custom === undefined ? {} : { customVariables: options.custom }),
          ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
          ...(options.method === undefined ? {} : { method: options.method }),
          sha256: options.sha256 ?? false,
        };
        const signed = signedDelivery(described);
        return options.unsigned ? withoutSignature(signed) : signed;
      }

      const progress = createProgress(err, steps.length);
      let accepted = true;
      for (const [index, step] of steps.entries()) {
        if (index > 0) await sleep(options.interval, undefined, { signal: stop }).catch(() => {});
        if (stop.aborted) break;
        progress.step(step.status);
        const { method, url: signedUrl, headers, body } = delivery(step, index === steps.length - 1);
        // A GET carries its fields behind the URL that was signed.
        const fields = method === 'GET' ? signedUrl.slice(withoutFragment(publicUrl).length) : '';
        const target = withoutFragment(url) + fields;
        const { connectMs, readMs, totalMs } = callbackTiming(url);
        // It is sent once: the time for all attempts is the time for this one.
        const limits = { connectMs: Math.min(connectMs, totalMs), answerMs: Math.min(readMs, totalMs), signal: stop };
        const result = await sendRequest({ method, url: target, headers, body: Buffer.from(body) }, limits);
        progress.clear();
        if (stop.aborted) break;
        if (result.kind === 'unreachable') throw unreachable(`${maskUrl(url)} cannot be reached: ${result.reason}.`);
        accepted &&= isSuccess(result);
        const shown = options.json
          ? JSON.stringify({ messageId, status: step.status, dialect, answer: sendResultJson(result) })
          : `${step.status.padEnd(12)} ${sendResultText(result, out)}`;
        out.line(shown);
      }
      finish(accepted ? exitCodes.ok : exitCodes.no);
    });
}

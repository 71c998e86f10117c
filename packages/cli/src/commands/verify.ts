import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import type { Command } from '@commander-js/extra-typings';
import {
  createReceiver,
  diagnoseSignature,
  explainSignature,
  type SignatureExplanation,
  type VerifySignatureOptions,
} from '@statuswire/receiver';
import { type CapturedRequest, urlOf } from '../capture/captured-request.ts';
import { parseCapture } from '../capture/parse-capture.ts';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { helpEnding } from '../help-text.ts';
import { maskCandidates, maskDiagnosis, maskEvent, maskUrl } from '../masking.ts';
import {
  keyLabel,
  type NamedKey,
  otherKeyOption,
  readKeys,
  signingKeyOption,
  signingKeys,
} from '../options/signing-keys.ts';
import { collected, httpUrl } from '../options/values.ts';
import { eventLine } from '../render/event-line.ts';
import { printable } from '../render/printable.ts';
import { diagnosisLines, verdictLine } from '../render/verdict-lines.ts';
import type { Output } from '../terminal.ts';

const ending = helpEnding(
  [
    ['a request saved from the inspector of ngrok, or any raw HTTP', 'statuswire verify request.http'],
    [
      'why does it not match what SignalWire was given?',
      'statuswire verify request.http --url https://example.com/callbacks --explain',
    ],
    ['a request that a browser copied as curl, from the clipboard', 'pbpaste | statuswire verify --explain'],
    [
      'which of the keys signed it',
      'statuswire verify request.http --explain --other-key staging=env:STAGING_KEY --other-key old=file:old.key',
    ],
  ],
  {
    0: 'the signature holds',
    1: 'it does not',
    2: 'wrong usage, no key, or nothing that can be read as a request',
  },
);

/** More than any capture of one request, and little enough to be held. Bytes. */
const maxInputBytes = 64 * 1024 * 1024;

async function readAll(stream: NodeJS.ReadStream, stop: AbortSignal): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of addAbortSignal(stop, stream)) {
      const bytes = Buffer.from(piece as Uint8Array);
      length += bytes.length;
      if (length > maxInputBytes) break;
      pieces.push(bytes);
    }
  } catch (error) {
    if (stop.aborted) return null;
    throw error;
  }
  if (length > maxInputBytes) throw usageFailure('The standard input holds more than 64 MiB: that is no one request.');
  return Buffer.concat(pieces);
}

/** `null` where the command was stopped before there was anything to read. */
async function readCapture(file: string, { stdin, stop, terminal }: CommandContext): Promise<CapturedRequest | null> {
  if (file === '-') {
    if (stdin.isTTY) terminal.err.line('Paste the captured request; end it with Ctrl-D.');
    const input = await readAll(stdin, stop);
    return input === null ? null : parseCapture(input);
  }
  try {
    return parseCapture(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usageFailure(`There is no file ${file}.`);
    if (code === 'EISDIR' || code === 'EACCES') throw usageFailure(`The file ${file} cannot be read (${code}).`);
    throw error;
  }
}

/** What the request says, whether its signature holds or not. */
async function contentOf({ method, url, headers, rawBody }: CapturedRequest, keys: readonly string[]) {
  // Report mode reads what would be rejected, too; the verdict comes from elsewhere.
  const receiver = createReceiver({ signingKeys: keys, mode: 'report', allowGet: true });
  const outcome = await receiver.receive({ method: method === 'GET' ? 'GET' : 'POST', url, headers, rawBody });
  switch (outcome.kind) {
    case 'accepted':
      return { event: outcome.event };
    case 'unprocessable':
      return { problem: outcome.problem };
    case 'rejected':
    case 'failed':
      return {};
  }
}

function candidateLines({ candidates }: SignatureExplanation, keys: readonly NamedKey[], out: Output): string[] {
  if (candidates.length === 0) return [];
  return [
    `  tried (${candidates.length}):`,
    ...candidates.map(({ url, urlSpelling, scheme, header, keyFingerprint, matches }) => {
      const mark = matches ? out.paint('good', 'match') : out.paint('faint', 'no   ');
      return `    ${mark}  ${printable(maskUrl(url))}  ${urlSpelling}  ${scheme}  ${header}  ${keyLabel(keyFingerprint, keys)}`;
    }),
  ];
}

/** `verify`: does the signature of a captured request hold, and why not? */
export function addVerifyCommand(program: Command, context: CommandContext): void {
  const { terminal, env, finish } = context;
  const { out } = terminal;

  program
    .command('verify')
    .summary('check the signature of a captured request')
    .description(
      'Checks the signature of a captured request: raw HTTP, a curl command, HAR, or a line of `listen --json --unmasked`.',
    )
    .argument('[file]', 'the captured request; - for the standard input', '-')
    .addOption(signingKeyOption())
    .addOption(otherKeyOption())
    .option('-u, --url <url>', 'the URL as SignalWire was given it; without, the one of the capture', httpUrl)
    .option('--host <host>', 'a further host that the endpoint goes by, for --explain; may be repeated', collected)
    .option('-e, --explain', 'show all that was tried, and find out why it does not match')
    .option('--strict-sha256', 'demand that a SHA-256 signature holds, too, where there is one')
    .option('--unmasked', 'show phone numbers and texts')
    .option('--json', 'print one JSON object')
    .addHelpText('after', ending)
    .action(async (file, options) => {
      const keys = signingKeys(options.signingKey, env);
      const otherKeys = readKeys(options.otherKey ?? [], env, '--other-key');
      const allKeys = [...keys, ...otherKeys];
      const capture = await readCapture(file, context);
      if (capture === null) return;
      const secrets = keys.map(({ key }) => key);
      const request: VerifySignatureOptions = {
        url: urlOf(capture, options.url),
        headers: capture.headers,
        rawBody: capture.rawBody,
        signingKeys: secrets,
        strictSha256: options.strictSha256 ?? false,
      };
      const others = { otherKeys: otherKeys.map(({ key }) => key), hosts: options.host ?? [] };
      const explanation = explainSignature(request);
      const { verdict } = explanation;
      const content = await contentOf(capture, secrets);
      const event = content.event && (options.unmasked ? content.event : maskEvent(content.event));
      const diagnosis = options.explain ? diagnoseSignature({ ...request, ...others }) : null;
      if (options.json) {
        const { candidates } = explanation;
        const found =
          diagnosis === null || options.unmasked
            ? { candidates, diagnosis }
            : { candidates: maskCandidates(candidates), diagnosis: maskDiagnosis(diagnosis) };
        const shown = JSON.stringify({
          verdict,
          event: event ?? null,
          problem: content.problem ?? null,
          ...(diagnosis === null ? {} : found),
        });
        out.line(shown);
      } else {
        out.line(verdictLine(verdict, allKeys, out));
        if (event) out.line(`  ${eventLine(event, out)}`);
        if (content.problem) out.line(`  ${out.paint('doubtful', 'no callback')}: ${content.problem.message}`);
        if (diagnosis !== null) {
          for (const line of candidateLines(explanation, allKeys, out)) out.line(line);
          for (const line of diagnosisLines(diagnosis, allKeys, out)) out.line(line);
        } else if (verdict.status === 'unverified') {
          terminal.err.line('Add --explain to find out why.');
        }
      }
      finish(verdict.status === 'verified' ? exitCodes.ok : exitCodes.no);
    });
}

import type { Verification } from '@statuswire/receiver';
import { collectHeaders } from '../capture/captured-request.ts';
import type { Received } from '../listen/received.ts';
import { maskEvent, maskUrl } from '../masking.ts';
import { keyLabel, type NamedKey } from '../options/signing-keys.ts';
import type { Output } from '../terminal.ts';
import { eventLine } from './event-line.ts';
import { printable } from './printable.ts';
import { sendResultJson, sendResultText } from './send-result.ts';
import { diagnosisLines } from './verdict-lines.ts';

/** How requests are shown. */
export interface ReceivedStyle {
  readonly keys: readonly NamedKey[];
  readonly unmasked: boolean;
  readonly out: Output;
}

function verificationText(verification: Verification, { keys, out }: ReceivedStyle): string {
  if (verification.status === 'unverified') return out.paint('bad', `unverified (${verification.reason})`);
  const { scheme, keyFingerprint, urlSpelling } = verification;
  const spelling = urlSpelling === 'as given' ? '' : `, URL ${urlSpelling}`;
  return `${out.paint('good', 'verified')} by ${keyLabel(keyFingerprint, keys)}, ${scheme}${spelling}`;
}

function verdictText({ outcome }: Received, style: ReceivedStyle): string {
  const { out } = style;
  switch (outcome.kind) {
    case 'accepted':
      return verificationText(outcome.verification, style);
    case 'unprocessable':
      return `${verificationText(outcome.verification, style)}, ${out.paint('doubtful', `no callback: ${outcome.problem.message}`)}`;
    case 'rejected':
      return out.paint('bad', `rejected (${outcome.reason})`);
    case 'failed':
      return out.paint('bad', 'failed');
  }
}

/** One request for a person: a line with the verdict, one with what it says, and more where something is wrong. */
export function receivedLines(received: Received, style: ReceivedStyle): string[] {
  const { out, keys, unmasked } = style;
  const { outcome, at, method, url, status, forwarded, repeated, diagnosis } = received;
  const target = printable(unmasked ? url : maskUrl(url)).replace(/^http:\/\/[^/?]*/, '');
  const answered = out.paint(status < 300 ? 'good' : 'bad', String(status));
  const first = `${out.paint('faint', at.toISOString().slice(11, 23))}  ${answered}  ${method} ${target}  ${verdictText(received, style)}`;
  const event = outcome.kind === 'accepted' ? (unmasked ? outcome.event : maskEvent(outcome.event)) : null;
  return [
    first,
    ...(event === null
      ? []
      : [`  ${eventLine(event, out)}${repeated ? `  ${out.paint('doubtful', 'repeated')}` : ''}`]),
    ...(diagnosis === null ? [] : diagnosisLines(diagnosis, keys, out)),
    ...(forwarded === null ? [] : [`  forwarded: ${sendResultText(forwarded, out)}`]),
  ];
}

/** One request for a program, as one line of JSON. The request itself is part of it only unmasked. */
export function receivedJson(received: Received, { unmasked }: ReceivedStyle): string {
  const { outcome, at, method, url, status, forwarded, repeated, diagnosis, rawHeaders, rawBody } = received;
  const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  return JSON.stringify({
    receivedAt: at.toISOString(),
    method,
    url: unmasked ? url : maskUrl(url),
    status,
    outcome: outcome.kind,
    ...('verification' in outcome ? { verification: outcome.verification } : {}),
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    ...('problem' in outcome ? { problem: outcome.problem } : {}),
    ...(outcome.kind === 'accepted' ? { event: unmasked ? outcome.event : maskEvent(outcome.event), repeated } : {}),
    ...(diagnosis === null
      ? {}
      : { causes: (diagnosis.reproduced?.differences ?? diagnosis.suspects).map(({ cause }) => cause) }),
    ...(forwarded === null ? {} : { forwarded: sendResultJson(forwarded) }),
    ...(unmasked
      ? { request: { method, url, headers: collectHeaders(pairs), bodyBase64: rawBody.toString('base64') } }
      : {}),
  });
}

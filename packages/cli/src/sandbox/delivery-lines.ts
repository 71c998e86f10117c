import type { Delivery } from '@statuswire/sandbox';
import { maskUrl } from '../masking.ts';
import { printable } from '../render/printable.ts';
import type { Output, Tone } from '../terminal.ts';

const tones: Readonly<Record<Delivery['outcome'], Tone>> = {
  sending: 'faint',
  withheld: 'doubtful',
  acknowledged: 'good',
  refused: 'bad',
  unreachable: 'bad',
};

/** A callback of the sandbox for a person, in one line. */
export function deliveryLine({ fact, outcome, attempts, faults, messageId, url }: Delivery, out: Output): string {
  const answers = attempts.map(({ status, errorCode, durationMs }) =>
    status === null ? `no answer (${errorCode})` : `${status} in ${Math.round(durationMs)} ms`,
  );
  const parts = [
    out.paint('faint', new Date(fact.at).toISOString().slice(11, 23)),
    out.paint('strong', printable(fact.word).padEnd(11)),
    out.paint(tones[outcome], outcome),
    ...answers,
    `message ${messageId}`,
    ...(fact.errorCode === null ? [] : [`error ${fact.errorCode}`]),
    ...(faults.length === 0 ? [] : [out.paint('doubtful', `faults: ${faults.join(', ')}`)]),
    out.paint('faint', printable(maskUrl(url))),
  ];
  return parts.join('  ');
}

/** The same for a program, as one line of JSON. Headers and body are part of it only unmasked. */
export function deliveryJson({ url, headers, body, ...delivery }: Delivery, unmasked: boolean): string {
  return JSON.stringify({ ...delivery, url: unmasked ? url : maskUrl(url), ...(unmasked ? { headers, body } : {}) });
}

import type { SendResult } from '../http/send-request.ts';
import type { Output } from '../terminal.ts';
import { printable } from './printable.ts';

/** Whether SignalWire would take this answer for "received". */
export function isSuccess(result: SendResult): boolean {
  return result.kind === 'answered' && result.status >= 200 && result.status < 300;
}

/** What came of a request, in a few words. */
export function sendResultText(result: SendResult, out: Output): string {
  const tone = isSuccess(result) ? 'good' : 'bad';
  switch (result.kind) {
    case 'answered': {
      const { status, statusText, tookMs, headers } = result;
      const location = headers.location === undefined ? '' : `, to ${printable(String(headers.location))}`;
      return `${out.paint(tone, `${status} ${printable(statusText)}`.trim())} in ${tookMs} ms${location}`;
    }
    case 'unanswered':
      return `${out.paint(tone, 'no answer')}: ${result.reason}`;
    case 'unreachable':
      return `${out.paint(tone, 'unreachable')}: ${result.reason}`;
  }
}

/** The same for programs. */
export function sendResultJson(result: SendResult): Record<string, unknown> {
  if (result.kind !== 'answered') return { ...result };
  const { status, tookMs, headers } = result;
  return { kind: 'answered', status, tookMs, contentType: headers['content-type'] ?? null };
}

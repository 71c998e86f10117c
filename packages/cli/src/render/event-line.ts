import { isFailure, isTerminal, type StatusEvent } from '@statuswire/contracts';
import type { Output, Tone } from '../terminal.ts';
import { printable } from './printable.ts';

function toneOf(status: StatusEvent['status']): Tone {
  if (status === 'unknown') return 'doubtful';
  if (isFailure(status)) return 'bad';
  return isTerminal(status) ? 'good' : 'name';
}

/** What an event says, in one line. */
export function eventLine(event: StatusEvent, out: Output): string {
  const { status, providerStatus, error, segments, media, body } = event;
  const word = status === 'unknown' ? `unknown (${printable(providerStatus)})` : status;
  const parts = [
    out.paint(toneOf(status), out.paint('strong', word)),
    `message ${printable(event.messageId)}`,
    printable(`${event.from} -> ${event.to}`),
    ...(error === null
      ? []
      : [out.paint('bad', printable(`error ${[error.code, error.message].filter(Boolean).join(' ')}`))]),
    ...(segments === null ? [] : [`${segments} segment${segments === 1 ? '' : 's'}`]),
    ...(media === null || media === 0 ? [] : [`${media} media`]),
    ...(body === null ? [] : [`body ${printable(body)}`]),
    out.paint('faint', `project ${printable(event.projectId)}, ${event.dialect}`),
  ];
  return parts.join('  ');
}

import { explainErrorCode, isFailure, isTerminal, type StatusEvent } from '@statuswire/contracts';
import type { Output, Tone } from '../terminal.ts';
import { printable } from './printable.ts';

function toneOf(status: StatusEvent['status']): Tone {
  if (status === 'unknown') return 'doubtful';
  if (isFailure(status)) return 'bad';
  return isTerminal(status) ? 'good' : 'name';
}

function errorText({ code, message }: NonNullable<StatusEvent['error']>): string {
  const words = [code, code === null ? null : `(${explainErrorCode(code).class})`, message];
  return printable(`error ${words.filter((word) => word !== null).join(' ')}`);
}

// Enough to tell one's own projects apart.
function shortened(projectId: string): string {
  return projectId.length > 12 ? `${projectId.slice(0, 8)}…` : projectId;
}

/** What an event says, in one line. */
export function eventLine(event: StatusEvent, out: Output): string {
  const { status, providerStatus, error, segments, media, body } = event;
  const word = status === 'unknown' ? `unknown (${printable(providerStatus)})` : status;
  const parts = [
    out.paint(toneOf(status), out.paint('strong', word)),
    `message ${printable(event.messageId)}`,
    printable(`${event.from} -> ${event.to}`),
    ...(error === null ? [] : [out.paint('bad', errorText(error))]),
    ...(segments === null ? [] : [`${segments} segment${segments === 1 ? '' : 's'}`]),
    ...(media === null || media === 0 ? [] : [`${media} media`]),
    ...(body === null ? [] : [`body ${printable(body)}`]),
    out.paint('faint', `project ${printable(shortened(event.projectId))}, ${event.dialect}`),
  ];
  return parts.join('  ');
}

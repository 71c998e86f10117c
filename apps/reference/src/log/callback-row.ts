import {
  type Dialect,
  explainErrorCode,
  isFailure,
  isTerminal,
  type StatusEvent,
  StatusWireError,
  statusRank,
} from '@statuswire/contracts';
import type { MessageState } from '@statuswire/ledger';
import type { CallbackOutcome, Verification } from '@statuswire/receiver';
import type { Arrival } from '../arrival.ts';
import type { Framework } from '../host.ts';
import { maskNumber } from './mask-number.ts';
import { printable } from './printable.ts';

/** How a text is to look; what colour that is, the terminal's side decides. */
export type Style = 'plain' | 'faint' | 'good' | 'bad' | 'odd';

/** A text and how it is to look. */
export interface Styled {
  readonly text: string;
  readonly style: Style;
}

/** The columns of the log, in order, with their widths in characters: 80 with one space between. */
export const columns = {
  time: 8,
  framework: 7,
  dialect: 8,
  message: 8,
  status: 13,
  route: 27,
  segments: 3,
} as const;

/** One callback, ready to be shown. Holds no body and no full number. */
export interface CallbackRow {
  readonly cells: Readonly<Partial<Record<keyof typeof columns, Styled>>>;
  readonly notes: readonly Styled[];
}

const dialectNames: Readonly<Record<Dialect, string>> = { compatibility: 'compat', platform: 'platform' };

function plain(text: string): Styled {
  return { text, style: 'plain' };
}

function faint(text: string): Styled {
  return { text, style: 'faint' };
}

function odd(text: string): Styled {
  return { text, style: 'odd' };
}

function clock(instant: Date): Styled {
  return faint(instant.toTimeString().slice(0, columns.time));
}

function shortId(id: string): string {
  const text = printable(id, 255);
  return text.length <= columns.message ? text : `${text.slice(0, 4)}…${text.slice(-3)}`;
}

function statusCell(event: Pick<StatusEvent, 'status' | 'providerStatus'>): Styled {
  const rank = statusRank(event.status);
  if (rank === null) return odd(`? ${printable(event.providerStatus, columns.status - 2)}`);
  const style = isFailure(event.status) ? 'bad' : isTerminal(event.status) ? 'good' : 'plain';
  return { text: `${rank} ${event.status}`, style };
}

function arrivalNotes({ repeated, outOfOrder, contradictory, lateMs }: Arrival): Styled[] {
  const notes: Styled[] = [];
  if (repeated) notes.push(odd('repeated'));
  if (outOfOrder) notes.push(odd('out of order'));
  if (contradictory) notes.push(odd('contradictory'));
  if (lateMs !== null) notes.push(odd(`late ${Math.round(lateMs / 1_000)} s`));
  return notes;
}

function eventNotes(event: StatusEvent, verification: Verification): Styled[] {
  const notes: Styled[] = [];
  if (verification.status === 'verified' && verification.downgraded) notes.push(odd('wrong SHA-256 signature'));
  if (event.status === 'sent' && (event.media ?? 0) > 0) notes.push(faint('MMS: ends here, no receipt follows'));
  const code = event.error?.code ?? null;
  // Only our own words: SignalWire's error message may quote the number or the text.
  if (code !== null) notes.push({ text: `${printable(code, 12)} ${explainErrorCode(code).meaning}`, style: 'bad' });
  return notes;
}

/** The row of an event that was accepted. */
export function acceptedRow(
  event: StatusEvent,
  context: { readonly arrival: Arrival; readonly verification: Verification; readonly framework: Framework },
): CallbackRow {
  return {
    cells: {
      time: clock(new Date(event.receivedAt)),
      framework: plain(context.framework),
      dialect: plain(dialectNames[event.dialect]),
      message: faint(shortId(event.messageId)),
      status: statusCell(event),
      route: plain(`${maskNumber(event.from)} → ${maskNumber(event.to)}`),
      segments: plain(event.segments === null ? '–' : String(event.segments)),
    },
    notes: [...arrivalNotes(context.arrival), ...eventNotes(event, context.verification)],
  };
}

/** The row of a message whose status SignalWire told only when asked. */
export function healedRow(message: MessageState, at: Date): CallbackRow {
  return {
    cells: {
      time: clock(at),
      framework: faint('REST'),
      dialect: plain(dialectNames[message.dialect]),
      message: faint(shortId(message.messageId)),
      status: statusCell(message),
    },
    notes: [odd('healed: its callback never came')],
  };
}

/** What may be printed of an error that was thrown. */
export function errorText(error: unknown): string {
  // Any other error's message may quote what it failed on.
  if (error instanceof StatusWireError) return `${error.code}: ${error.message}`;
  const code = typeof error === 'object' && error !== null && 'code' in error ? ` ${String(error.code)}` : '';
  return printable(`${error instanceof Error ? error.name : typeof error}${code}`, 80);
}

/** The row of a request from which no event came. */
export function unacceptedRow(
  outcome: Exclude<CallbackOutcome, { readonly kind: 'accepted' }>,
  { receivedAt, framework }: { readonly receivedAt: Date; readonly framework: Framework },
): CallbackRow {
  const common = { time: clock(receivedAt), framework: plain(framework), dialect: faint('–'), message: faint('–') };
  const { status } = outcome.reply;
  switch (outcome.kind) {
    case 'rejected':
      return {
        cells: { ...common, status: odd('✗ refused'), route: odd(`${status} ${outcome.reason.replaceAll('_', ' ')}`) },
        notes: [],
      };
    case 'unprocessable':
      return {
        cells: { ...common, status: odd('✗ unreadable'), route: odd(String(status)) },
        notes: [odd(outcome.problem.message)],
      };
    case 'failed':
      return {
        cells: { ...common, status: { text: '✗ failed', style: 'bad' }, route: faint(String(status)) },
        notes: [{ text: errorText(outcome.error), style: 'bad' }],
      };
  }
}

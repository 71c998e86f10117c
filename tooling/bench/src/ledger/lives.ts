import { eventKey, type MessageStatus, type StatusEvent } from '@statuswire/contracts';
import { type Dialect, dialects } from '../deliveries.ts';
import type { Chance } from './chance.ts';

/** One callback of a message: what it tells, and when. */
export interface Step {
  readonly dialect: Dialect;
  readonly projectId: string;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: number;
  readonly order: string | null;
  readonly status: MessageStatus;
  readonly errorCode: string | null;
  /** By the provider's clock, in milliseconds since 1970. */
  readonly at: number;
  /** By our clock. */
  readonly arrivesAt: number;
}

/** The projects that messages are of. */
export const projectIds = [
  'b08dacad-da60-4998-90ad-b792e984721a',
  'b08dacad-da60-4998-90ad-b792e984721b',
  'b08dacad-da60-4998-90ad-b792e984721c',
] as const;

/** The error codes of messages that failed. */
export const errorCodes = ['30003', '30004', '30005', '30007', '30008'] as const;

const numbers = 20;

/** One of our own numbers. */
export function numberOf(index: number): string {
  return `+1555000${1_000 + (index % numbers)}`;
}

const texts = [
  'Your code is 481516. It expires in ten minutes.',
  'Hello there, your order 4711 is on its way to you.',
  'Reminder: your appointment is on Tuesday at 9:30. Reply C to confirm, or call us & we will find another time.',
  'Grüße aus Köln 🚀',
] as const;

const countries = ['+1', '+1', '+1', '+1', '+44', '+49'] as const;

// Of a hundred messages; `sending` stands for those that nobody hears of again after `sent`.
const endings = [
  ...Array<MessageStatus>(80).fill('delivered'),
  ...Array<MessageStatus>(10).fill('undelivered'),
  ...Array<MessageStatus>(5).fill('failed'),
  ...Array<MessageStatus>(5).fill('sending'),
] as [MessageStatus, ...MessageStatus[]];

/** The life of a message: four facts, some seconds from the first to the last, in the order of the provider's clock or nearly. */
export function lifeOf(index: number, startedAt: number, chance: Chance): readonly Step[] {
  const number = chance.below(numbers);
  const dialect = chance.pick(dialects);
  const ending = chance.pick(endings);
  const message = {
    dialect,
    projectId: projectIds[number % projectIds.length] ?? projectIds[0],
    // As providers make them: an id tells nothing of when its message came.
    messageId: `${hex(chance.below(2 ** 32), 8)}-da60-4998-90ad-${hex(index, 12)}`,
    from: numberOf(number),
    to: `${chance.pick(countries)}${5_000_000_000 + chance.below(1_000_000_000)}`,
    body: chance.pick(texts),
    media: dialect === 'compatibility' && chance.below(10) === 0 ? 1 : 0,
    order: dialect === 'platform' ? `A-${index}` : null,
  };
  const step = (status: MessageStatus, at: number, arrivesAt = at + 150): Step => ({
    ...message,
    status,
    errorCode: status === 'failed' || status === 'undelivered' ? chance.pick(errorCodes) : null,
    at,
    arrivesAt,
  });
  const sentAt = startedAt + 400 + chance.below(1_500);
  const endedAt = sentAt + 300 + chance.below(4_000);
  // Without an ending it stays at `sent`, and its fourth callback is one that comes late.
  const last = ending === 'sending' ? step(ending, sentAt - 200, endedAt) : step(ending, endedAt);
  return [step('queued', startedAt), step('initiated', startedAt + 200), step('sent', sentAt), last];
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** The event that a callback becomes. */
export function eventOf(step: Step): StatusEvent {
  const platform = step.dialect === 'platform';
  const event = {
    source: 'callback',
    dialect: step.dialect,
    projectId: step.projectId,
    messageId: step.messageId,
    status: step.status,
    providerStatus: step.status,
    from: step.from,
    to: step.to,
    body: step.body,
    segments: 1,
    media: platform ? null : step.media,
    direction: null,
    error: step.errorCode === null ? null : { code: step.errorCode, message: null },
    occurredAt: platform ? new Date(step.at).toISOString() : null,
    receivedAt: new Date(step.arrivesAt).toISOString(),
    customVariables: step.order === null ? {} : { order: step.order },
    extra: platform ? {} : { ApiVersion: '2010-04-01', SmsSid: step.messageId },
  } as const satisfies Omit<StatusEvent, 'key'>;
  return { key: eventKey(event), ...event };
}

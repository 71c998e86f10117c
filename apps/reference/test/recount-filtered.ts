import { joinEvents, type MessageState } from '@statuswire/ledger';
import { messageKey } from '@statuswire/ledger/store';
import type { Fact } from './recount.ts';

// What the first screen must show, worked out from the event log alone: the pure join of each message's facts, and loops over
// the messages that come out. Nothing here knows of rollups, hours that are summed up, or how a store filters.

/** The parameters of the page's address, as they stand there. */
export type Address = Readonly<Record<string, string>>;

const hourMs = 3_600_000;
const rangeHours: Readonly<Record<string, number>> = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 };

/** Every message that a log tells of. */
export function messagesIn(facts: readonly Fact[]): readonly MessageState[] {
  const groups = Map.groupBy(facts, messageKey);
  return [...groups.values()].map((group) =>
    joinEvents(
      group.flatMap((fact) =>
        (['callback', 'rest'] as const)
          .filter((source) => fact.deliveries[source] > 0)
          // The first copy came at one time and the last at another; those between change nothing.
          .flatMap((source) => [
            { ...fact, source },
            { ...fact, source, receivedAt: fact.lastReceivedAt },
          ]),
      ),
    ),
  );
}

function isInbound({ status, direction }: MessageState): boolean {
  return status === 'received' || status === 'receiving' || direction?.startsWith('inbound') === true;
}

/** The number of ours. */
export function ownNumber(message: MessageState): string {
  return isInbound(message) ? message.to : message.from;
}

function otherNumber(message: MessageState): string {
  return isInbound(message) ? message.from : message.to;
}

/** Country calling codes of the histories that tests record. */
const callingCodes = ['+1', '+33', '+44', '+49'];

/** The country calling code of the other number; empty where it has none. */
export function prefixOf(message: MessageState): string {
  return callingCodes.find((code) => otherNumber(message).startsWith(code)) ?? '';
}

/** What a message has come to at a time. */
export function outcomeAt({ status, kind, statuses }: MessageState, now: number): string {
  if (status === 'queued') return 'pending';
  if (status === 'initiated' || status === 'sending' || status === 'receiving') return 'in_transit';
  if (status === 'delivered' || status === 'read') return 'delivered';
  if (status === 'failed' || status === 'undelivered') return 'failed';
  if (status !== 'sent') return status;
  // An SMS may wait for four hours, and a receipt for one more; no receipt of an MMS ever comes.
  const sentAt = Date.parse(statuses.sent?.occurredAt ?? statuses.sent?.firstSeenAt ?? '');
  return kind === 'sms' && sentAt > now - 5 * hourMs ? 'in_transit' : 'accepted_no_receipt';
}

/** The error code of a failure, empty where none was told; `null` of what did not fail. */
export function failureCode({ status, error }: MessageState): string | null {
  return status === 'failed' || status === 'undelivered' ? (error?.code ?? '') : null;
}

function isInRange({ firstSeenAt }: MessageState, { since, until, range = '24h' }: Address, now: number): boolean {
  const at = Date.parse(firstSeenAt);
  const floor = (time: number) => Math.floor(time / hourMs) * hourMs;
  // Figures are kept by the hour, so that the page widens every range to whole hours.
  if (since === undefined && until === undefined) {
    const hours = rangeHours[range];
    return hours === undefined || at >= floor(now - hours * hourMs);
  }
  return (
    (since === undefined || at >= floor(Date.parse(since))) &&
    (until === undefined || at < Math.ceil(Date.parse(until) / hourMs) * hourMs)
  );
}

function isFound(message: MessageState, search: string): boolean {
  const numbers = [message.from, message.to];
  return (
    message.messageId.startsWith(search) ||
    numbers.some((number) => number.startsWith(search) || (/^\d+$/.test(search) && number.startsWith(`+${search}`))) ||
    Object.values(message.customVariables).some((value) => value.toLowerCase().startsWith(search.toLowerCase()))
  );
}

/** The messages that an address chooses; `figures` count what the search leaves out, too. */
export function chosen(
  messages: readonly MessageState[],
  address: Address,
  { now, of }: { readonly now: number; readonly of: 'figures' | 'list' },
): readonly MessageState[] {
  const agrees: Readonly<Record<string, (message: MessageState, value: string) => boolean>> = {
    status: ({ status }, value) => status === value,
    outcome: (message, value) => outcomeAt(message, now) === value,
    errorCode: (message, value) => failureCode(message) === value,
    projectId: ({ projectId }, value) => projectId === value,
    number: (message, value) => ownNumber(message) === value,
    prefix: (message, value) => prefixOf(message) === value,
    kind: ({ kind }, value) => kind === value,
    dialect: ({ dialect }, value) => dialect === value,
    source: ({ sources }, value) => sources.some((source) => source === value),
    conflicted: ({ conflicted }) => conflicted,
    healed: ({ healed }) => healed,
    search: (message, value) => of === 'figures' || isFound(message, value),
  };
  return messages.filter(
    (message) =>
      isInRange(message, address, now) &&
      Object.entries(address).every(([name, value]) => agrees[name]?.(message, value) ?? true),
  );
}

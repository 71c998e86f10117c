/**
 * Every status that any of SignalWire's three systems documents, in order of rank. Their lists differ; this is the union.
 * Source: docs/dialects.md, "Statuses".
 */
export const messageStatuses = [
  'queued',
  'initiated',
  'sending',
  'receiving',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'received',
  'read',
] as const;

/** A documented status of a message. */
export type MessageStatus = (typeof messageStatuses)[number];

const ranks: Readonly<Record<MessageStatus, number>> = {
  queued: 0,
  initiated: 1,
  sending: 1,
  receiving: 1,
  sent: 2,
  delivered: 3,
  undelivered: 3,
  failed: 3,
  received: 3,
  read: 4,
};

const statusByName: ReadonlyMap<string, MessageStatus> = new Map(messageStatuses.map((status) => [status, status]));

/** Reads the provider's word for a status, whatever its case; `unknown` for a word that no document lists. */
export function parseMessageStatus(providerStatus: string): MessageStatus | 'unknown' {
  return statusByName.get(providerStatus) ?? statusByName.get(providerStatus.toLowerCase()) ?? 'unknown';
}

/** How far along its life a message is, 0 (`queued`) to 4 (`read`); `null` for `unknown`, which never moves a state. */
export function statusRank(status: MessageStatus | 'unknown'): number | null {
  return status === 'unknown' ? null : ranks[status];
}

/** Whether nothing but `read` or a contradiction can follow. `sent` is not terminal, though an MMS ends there. */
export function isTerminal(status: MessageStatus | 'unknown'): boolean {
  return status !== 'unknown' && ranks[status] >= 3;
}

/** Whether the message did not reach its recipient: `undelivered` (the carrier says so) or `failed` (SignalWire could not send). */
export function isFailure(status: MessageStatus | 'unknown'): boolean {
  return status === 'undelivered' || status === 'failed';
}

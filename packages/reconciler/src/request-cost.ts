import { eventKey, type MessageStatus, type StatusEvent } from '@statuswire/contracts';
import { joinEvents } from '@statuswire/ledger';
import { type CheckPolicy, createCheckPolicy } from './check-policy.ts';
import { type ListOptions, listSettings } from './reconciler-options.ts';

/** What can become of a message, as far as it makes a difference for what asking about it costs. */
export const messageFates = [
  'receipt_in_time',
  'receipt_after_10_minutes',
  'receipt_after_1_hour',
  'no_receipt',
  'mms',
  'platform_mms',
  'queued_until_expired',
  'ending_lost',
  'contradicted',
  'all_lost',
  'unknown_to_signalwire',
] as const;

/** What can become of a message. */
export type MessageFate = (typeof messageFates)[number];

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * How many requests about single messages a message costs at most, where nothing fails; pages of the list come on top. Source:
 * docs/reconciliation.md, "What it costs".
 */
export function requestsPerMessage(policy: CheckPolicy = createCheckPolicy()): Readonly<Record<MessageFate, number>> {
  return {
    receipt_in_time: 0,
    receipt_after_10_minutes: checksUntil(policy, 'sent', 10 * minuteMs),
    receipt_after_1_hour: checksUntil(policy, 'sent', 60 * minuteMs),
    no_receipt: checksUntil(policy, 'sent', Number.POSITIVE_INFINITY),
    mms: 0,
    // Its callbacks do not tell that it is one; the first answer does.
    platform_mms: 1,
    queued_until_expired: checksUntil(policy, 'queued', Number.POSITIVE_INFINITY),
    ending_lost: 1,
    contradicted: 1,
    // The list, or `expect`, made it known: one request for the rest.
    all_lost: 1,
    // Both APIs are asked.
    unknown_to_signalwire: 2,
  };
}

/** Messages of a day, and shares of them by fate; what is left of 1 is `receipt_in_time`. */
export interface Volume {
  readonly messagesPerDay: number;
  readonly shares: Readonly<Partial<Record<MessageFate, number>>>;
}

/** Requests of a day. */
export interface DailyRequests {
  /** About single messages. */
  readonly checks: number;
  /** Pages of the list. */
  readonly pages: number;
}

/** How many requests a day costs at most, with messages spread evenly over it and nothing failing. */
export function requestsPerDay(
  { messagesPerDay, shares }: Volume,
  policy: CheckPolicy = createCheckPolicy(),
  list: ListOptions = {},
): DailyRequests {
  const costs = requestsPerMessage(policy);
  const { intervalMs, overlapMs, pageSize } = listSettings(list);
  const windows = dayMs / intervalMs;
  const perWindow = (messagesPerDay / dayMs) * (intervalMs + overlapMs);
  return {
    checks: messageFates.reduce((sum, fate) => sum + Math.ceil(messagesPerDay * (shares[fate] ?? 0)) * costs[fate], 0),
    pages: Math.ceil(windows * Math.max(Math.ceil(perWindow / pageSize), 1)),
  };
}

/** How many checks the policy makes of a message that stands at a status, until something else becomes of it. */
function checksUntil(policy: CheckPolicy, status: MessageStatus, endsAfterMs: number): number {
  const message = joinEvents([factAt(status, new Date(0))]);
  let checks = 0;
  let at = policy.checkAt(message);
  while (at !== null && Date.parse(at) < endsAfterMs) {
    checks += 1;
    at = policy.nextCheckAt(message, new Date(at), () => 0);
  }
  return checks;
}

function factAt(status: MessageStatus, at: Date): StatusEvent {
  const fact = {
    dialect: 'compatibility',
    projectId: 'project',
    messageId: 'message',
    status,
    providerStatus: status,
    error: null,
    occurredAt: null,
  } as const;
  return {
    ...fact,
    key: eventKey(fact),
    source: 'callback',
    from: '',
    to: '',
    body: null,
    segments: null,
    media: null,
    direction: null,
    receivedAt: at.toISOString(),
    customVariables: {},
    extra: {},
  };
}

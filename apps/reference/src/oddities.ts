// What the log says of a callback as it comes, and the dashboard of one in a timeline, by one rule. Runs in a browser, too.
import { type StatusEvent, statusRank } from '@statuswire/contracts';

type Status = StatusEvent['status'];

/** An event is late when SignalWire's own time is further back than this, in milliseconds: its time limit for one attempt. */
const lateAfterMs = 5_000;

/** `delivered` and its like: of these a message has one. */
const endingRank = 3;

/** Milliseconds behind SignalWire's own time; `null` where it is not late, or where the dialect tells no time. */
export function lateByMs({ occurredAt, receivedAt }: Pick<StatusEvent, 'occurredAt' | 'receivedAt'>): number | null {
  const behindMs = occurredAt === null ? 0 : Date.parse(receivedAt) - Date.parse(occurredAt);
  return behindMs > lateAfterMs ? behindMs : null;
}

/** Whether a message was further along already: `before` is what was told of it before the status. */
export function isOutOfOrder(status: Status, before: readonly Status[]): boolean {
  const rank = statusRank(status);
  return rank !== null && before.some((each) => (statusRank(each) ?? 0) > rank);
}

/** Whether a status is an ending, and another one is among those told of the message. */
export function isContradictory(status: Status, told: readonly Status[]): boolean {
  return statusRank(status) === endingRank && told.some((each) => each !== status && statusRank(each) === endingRank);
}

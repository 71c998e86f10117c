import { type StatusEvent, statusRank } from '@statuswire/contracts';
import type { AppendResult } from '@statuswire/ledger';

/** An event is late when SignalWire's own time is further back than this, in milliseconds: its time limit for one attempt. */
const lateAfterMs = 5_000;

/** What is odd about one arrival, compared with what came before. */
export interface Arrival {
  /** The same fact has come before. */
  readonly repeated: boolean;
  /** The message was further along already. */
  readonly outOfOrder: boolean;
  /** It tells an ending, and another one has been told. */
  readonly contradictory: boolean;
  /** Milliseconds behind SignalWire's own time; `null` where it is not late, or where the dialect tells no time. */
  readonly lateMs: number | null;
}

/** `delivered` and its like: of these a message has one. */
const endingRank = 3;

/** The statuses that were told of a message before an event. */
function toldBefore({ receivedAt }: StatusEvent, { message }: AppendResult): StatusEvent['status'][] {
  const told = Object.entries(message.statuses) as [StatusEvent['status'], { readonly firstSeenAt: string }][];
  return told.filter(([, { firstSeenAt }]) => firstSeenAt < receivedAt).map(([status]) => status);
}

/** Says what is odd about an event that has just been recorded. */
export function arrivalOf(event: StatusEvent, recorded: AppendResult): Arrival {
  if (!recorded.inserted) return { repeated: true, outOfOrder: false, contradictory: false, lateMs: null };
  const behindMs = event.occurredAt === null ? 0 : Date.parse(event.receivedAt) - Date.parse(event.occurredAt);
  const lateMs = behindMs > lateAfterMs ? behindMs : null;
  const rank = statusRank(event.status);
  if (rank === null) return { repeated: false, outOfOrder: false, contradictory: false, lateMs };
  const told = toldBefore(event, recorded);
  return {
    repeated: false,
    outOfOrder: told.some((status) => (statusRank(status) ?? 0) > rank),
    contradictory: rank === endingRank && told.some((each) => each !== event.status && statusRank(each) === endingRank),
    lateMs,
  };
}

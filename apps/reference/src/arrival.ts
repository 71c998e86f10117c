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
  /** Milliseconds behind SignalWire's own time; `null` where it is not late, or where the dialect tells no time. */
  readonly lateMs: number | null;
}

function isOvertaken(event: StatusEvent, { message }: AppendResult): boolean {
  const rank = statusRank(event.status);
  if (rank === null) return false;
  const told = Object.entries(message.statuses) as [StatusEvent['status'], { readonly firstSeenAt: string }][];
  return told.some(([status, times]) => (statusRank(status) ?? 0) > rank && times.firstSeenAt < event.receivedAt);
}

/** Says what is odd about an event that has just been recorded. */
export function arrivalOf(event: StatusEvent, recorded: AppendResult): Arrival {
  if (!recorded.inserted) return { repeated: true, outOfOrder: false, lateMs: null };
  const behindMs = event.occurredAt === null ? 0 : Date.parse(event.receivedAt) - Date.parse(event.occurredAt);
  const lateMs = behindMs > lateAfterMs ? behindMs : null;
  return { repeated: false, outOfOrder: isOvertaken(event, recorded), lateMs };
}

import type { StatusEvent } from '@statuswire/contracts';
import type { AppendResult } from '@statuswire/ledger';
import { isContradictory, isOutOfOrder, lateByMs } from './oddities.ts';

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

/** The statuses that were told of a message before an event. */
function toldBefore({ receivedAt }: StatusEvent, { message }: AppendResult): StatusEvent['status'][] {
  const told = Object.entries(message.statuses) as [StatusEvent['status'], { readonly firstSeenAt: string }][];
  return told.filter(([, { firstSeenAt }]) => firstSeenAt < receivedAt).map(([status]) => status);
}

/** Says what is odd about an event that has just been recorded. */
export function arrivalOf(event: StatusEvent, recorded: AppendResult): Arrival {
  if (!recorded.inserted) return { repeated: true, outOfOrder: false, contradictory: false, lateMs: null };
  const told = toldBefore(event, recorded);
  return {
    repeated: false,
    outOfOrder: isOutOfOrder(event.status, told),
    contradictory: isContradictory(event.status, told),
    lateMs: lateByMs(event),
  };
}

import { type StatusEvent, statusRank } from '@statuswire/contracts';
import type { Framework } from './host.ts';

/** An event is late when SignalWire's own time is further back than this, in milliseconds: its time limit for one attempt. */
export const lateAfterMs = 5_000;

/** What is odd about one arrival, compared with what came before. */
export interface Arrival {
  /** The same fact has come before. */
  readonly repeated: boolean;
  /** The message was further along already. */
  readonly outOfOrder: boolean;
  /** Milliseconds behind SignalWire's own time; `null` where it is not late, or where the dialect tells no time. */
  readonly lateMs: number | null;
}

/** An event and how it came. */
export interface RecentEvent extends Omit<Arrival, 'repeated'> {
  /** Which framework took it first. */
  readonly framework: Framework;
  /** How often the same fact has come. */
  readonly arrivals: number;
  readonly event: StatusEvent;
}

/** The last events, in memory. */
export interface RecentEvents {
  record(event: StatusEvent, framework: Framework): Arrival;
  /** The last events, newest first. */
  latest(limit: number): readonly RecentEvent[];
}

function deleteOldest(map: Map<string, unknown>, capacity: number): void {
  for (const key of map.keys()) {
    if (map.size <= capacity) return;
    map.delete(key);
  }
}

/** Keeps the last `capacity` events, each fact once. What was pushed out is forgotten: its repeat counts as new. */
export function createRecentEvents({ capacity }: { readonly capacity: number }): RecentEvents {
  const events = new Map<string, RecentEvent>();
  const highestRanks = new Map<string, number>();

  function isOutOfOrder(event: StatusEvent): boolean {
    const rank = statusRank(event.status);
    if (rank === null) return false;
    const message = JSON.stringify([event.projectId, event.messageId]);
    const highest = highestRanks.get(message) ?? rank;
    highestRanks.delete(message);
    highestRanks.set(message, Math.max(highest, rank));
    deleteOldest(highestRanks, capacity);
    return rank < highest;
  }

  return {
    record(event, framework) {
      const known = events.get(event.key);
      if (known !== undefined) {
        events.set(event.key, { ...known, arrivals: known.arrivals + 1 });
        return { repeated: true, outOfOrder: false, lateMs: null };
      }
      const behindMs = event.occurredAt === null ? 0 : Date.parse(event.receivedAt) - Date.parse(event.occurredAt);
      const lateMs = behindMs > lateAfterMs ? behindMs : null;
      const outOfOrder = isOutOfOrder(event);
      events.set(event.key, { framework, arrivals: 1, outOfOrder, lateMs, event });
      deleteOldest(events, capacity);
      return { repeated: false, outOfOrder, lateMs };
    },
    latest(limit) {
      return [...events.values()].slice(-limit).reverse();
    },
  };
}

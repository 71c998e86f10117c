import type { Connection } from './connection.ts';

/** A message that a receipt is awaited for, as far as figures go. */
export interface AwaitedMessage {
  readonly since: number;
  readonly firstSeenAt: number;
  readonly series: number;
  readonly events: number;
  readonly deliveries: number;
  readonly late: number;
}

/**
 * The messages that receipts are awaited for: SMS at `sent`. Which of them count depends on the time of asking, so no rollup
 * can tell. Holds while nobody else has written, which a `Witness` tells.
 */
export interface AwaitedMessages {
  /** Those awaited since after an instant. Within a reading transaction. */
  since(cutoff: number): Iterable<AwaitedMessage>;
  /** What a message has become, by its id: once that is committed. `null` where no receipt is awaited. */
  remember(id: number, become: () => AwaitedMessage | null): void;
  clear(): void;
}

// About 5 MB. Where more are awaited they are read each time.
const mostHeld = 50_000;

/** Makes the view of them, without having read any. */
export function createAwaitedMessages({ statement }: Connection): AwaitedMessages {
  const held = new Map<number, AwaitedMessage>();
  // All that are awaited since after this are held; `null` while none are.
  let heldAfter: number | null = null;

  function clear(): void {
    held.clear();
    heldAfter = null;
  }

  function read(cutoff: number): readonly (AwaitedMessage & { readonly id: number })[] {
    return statement(
      `SELECT id, awaited_since, first_seen_at, series, events, deliveries, late
       FROM statuswire_messages INDEXED BY statuswire_messages_awaited WHERE awaited_since > ?`,
    )
      .all(cutoff)
      .map((row) => ({
        id: Number(row.id),
        since: Number(row.awaited_since),
        firstSeenAt: Number(row.first_seen_at),
        series: Number(row.series),
        events: Number(row.events),
        deliveries: Number(row.deliveries),
        late: Number(row.late),
      }));
  }

  return {
    since(cutoff) {
      if (heldAfter === null || cutoff < heldAfter) {
        clear();
        const found = read(cutoff);
        if (found.length > mostHeld) return found;
        for (const { id, ...message } of found) held.set(id, message);
      } else {
        for (const [id, { since }] of held) if (since <= cutoff) held.delete(id);
      }
      heldAfter = cutoff;
      return held.values();
    },
    remember(id, become) {
      if (heldAfter === null) return;
      const message = become();
      if (message === null || message.since <= heldAfter) held.delete(id);
      else held.set(id, message);
      if (held.size > mostHeld) clear();
    },
    clear,
  };
}

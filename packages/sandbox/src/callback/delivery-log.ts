import { createArchive } from '../archive.ts';
import type { Delivery, DeliveryQuery } from './delivery.ts';

/** The deliveries that are remembered. */
export interface DeliveryLog {
  /** Begins a delivery under the next number. */
  add(delivery: Omit<Delivery, 'sequence'>): Delivery;
  /** Puts down what a delivery came to, unless it has been forgotten. */
  settle(delivery: Delivery): void;
  /** One after the other, oldest first, without holding more than one of them. */
  each(query?: DeliveryQuery): Generator<Delivery>;
  /** How many were made in all since the last clearing. */
  readonly total: number;
  /** How many of those have been forgotten. */
  readonly forgotten: number;
  clear(): void;
}

/** Makes a log that forgets the oldest delivery when there are more than `retain`. */
export function createDeliveryLog({ retain }: { readonly retain: number }): DeliveryLog {
  let archive = createArchive<Delivery>();
  /** What stands behind the archive: deliveries under way, and those that began after one that still is. */
  const recent = new Map<number, Delivery>();
  const underWay = new Set<number>();
  let total = 0;
  // Numbers run on over a clearing: what was under way then must not be taken for something new.
  let clearedAt = 0;
  let forgotten = 0;

  const archived = (): number => archive.end - archive.first;

  function archiveSettled(): void {
    for (const [sequence, delivery] of recent) {
      if (underWay.has(sequence)) return;
      recent.delete(sequence);
      archive.add(delivery.messageId, delivery);
    }
  }

  function forgetFirst(): void {
    forgotten += 1;
    if (archived() > 0) {
      archive.dropFirst();
      return;
    }
    for (const sequence of recent.keys()) {
      recent.delete(sequence);
      underWay.delete(sequence);
      return;
    }
  }

  function* all(messageId: string | undefined, after: number): Generator<Delivery> {
    // No number is left out between the archive's first and the last.
    const oldest = clearedAt + forgotten;
    const skipped = Math.max(after + 1 - oldest, 0);
    for (let number = archive.first + skipped; number < archive.end; number += 1) {
      if (messageId !== undefined && archive.label(number) !== messageId) continue;
      const delivery = archive.get(number);
      if (delivery !== null) yield delivery;
    }
    for (const delivery of recent.values()) {
      const asked = messageId === undefined || delivery.messageId === messageId;
      if (asked && delivery.sequence > after) yield delivery;
    }
  }

  return {
    add(begun) {
      const delivery = { sequence: total, ...begun };
      total += 1;
      recent.set(delivery.sequence, delivery);
      if (delivery.outcome === 'sending') underWay.add(delivery.sequence);
      else archiveSettled();
      if (archived() + recent.size > retain) forgetFirst();
      return delivery;
    },
    settle(delivery) {
      if (!underWay.delete(delivery.sequence)) return;
      recent.set(delivery.sequence, delivery);
      archiveSettled();
    },
    *each({ messageId, after = -1, limit = Number.POSITIVE_INFINITY } = {}) {
      let found = 0;
      for (const delivery of all(messageId, after)) {
        if (found >= limit) return;
        found += 1;
        yield delivery;
      }
    },
    get total() {
      return total - clearedAt;
    },
    get forgotten() {
      return forgotten;
    },
    clear() {
      archive = createArchive();
      recent.clear();
      underWay.clear();
      forgotten = 0;
      clearedAt = total;
    },
  };
}

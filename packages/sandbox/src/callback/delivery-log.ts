import type { Delivery, DeliveryQuery } from './delivery.ts';

/** The deliveries that are remembered. */
export interface DeliveryLog {
  /** Begins a delivery under the next number. */
  add(delivery: Omit<Delivery, 'sequence'>): Delivery;
  /** Puts down what a delivery came to, unless it has been forgotten. */
  settle(delivery: Delivery): void;
  list(query?: DeliveryQuery): Delivery[];
  /** How many were made in all since the last clearing. */
  readonly total: number;
  /** How many of those have been forgotten. */
  readonly forgotten: number;
  clear(): void;
}

/** Makes a log that forgets the oldest delivery when there are more than `retain`. */
export function createDeliveryLog({ retain }: { readonly retain: number }): DeliveryLog {
  const deliveries = new Map<number, Delivery>();
  let total = 0;
  // Numbers run on over a clearing: what was under way then must not be taken for something new.
  let clearedAt = 0;
  return {
    add(begun) {
      const delivery = { sequence: total, ...begun };
      total += 1;
      deliveries.set(delivery.sequence, delivery);
      deliveries.delete(total - 1 - retain);
      return delivery;
    },
    settle(delivery) {
      if (deliveries.has(delivery.sequence)) deliveries.set(delivery.sequence, delivery);
    },
    list({ messageId, after = -1, limit = Number.POSITIVE_INFINITY } = {}) {
      const found: Delivery[] = [];
      for (const delivery of deliveries.values()) {
        if (found.length >= limit) break;
        if (delivery.sequence <= after) continue;
        if (messageId !== undefined && delivery.messageId !== messageId) continue;
        found.push(delivery);
      }
      return found;
    },
    get total() {
      return total - clearedAt;
    },
    get forgotten() {
      return total - clearedAt - deliveries.size;
    },
    clear() {
      deliveries.clear();
      clearedAt = total;
    },
  };
}

import type { Delivery } from './delivery.ts';

/** How what the sandbox sent and what a receiver recorded stand to each other. Lists hold keys of events. */
export interface DeliveryComparison {
  /** Whether every delivery is still remembered: otherwise `foreign` says little. */
  readonly complete: boolean;
  /** Distinct facts that the receiver said it took. */
  readonly acknowledged: number;
  /** Distinct facts that it recorded. */
  readonly recorded: number;
  /** Acknowledged, and yet not recorded: lost by the receiver. */
  readonly missing: readonly string[];
  /** Recorded, though its acknowledgement never arrived: no fault. */
  readonly unconfirmed: readonly string[];
  /** Recorded, though the sandbox never sent it. */
  readonly foreign: readonly string[];
  /** Acknowledged, though it was only ever signed with a wrong key. */
  readonly forged: readonly string[];
}

/** Compares deliveries with the keys of the events that a receiver recorded. */
export function compareDeliveries(
  deliveries: Iterable<Delivery>,
  recordedKeys: Iterable<string>,
  options: { readonly complete: boolean },
): DeliveryComparison {
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  const rightlySigned = new Set<string>();
  for (const { fact, outcome, faults } of deliveries) {
    if (outcome === 'withheld') continue;
    sent.add(fact.key);
    if (outcome === 'acknowledged') acknowledged.add(fact.key);
    if (!faults.includes('wrong_signature')) rightlySigned.add(fact.key);
  }
  const recorded = new Set(recordedKeys);
  return {
    complete: options.complete,
    acknowledged: acknowledged.size,
    recorded: recorded.size,
    missing: [...acknowledged].filter((key) => !recorded.has(key)),
    unconfirmed: [...recorded].filter((key) => sent.has(key) && !acknowledged.has(key)),
    foreign: [...recorded].filter((key) => !sent.has(key)),
    forged: [...acknowledged].filter((key) => !rightlySigned.has(key)),
  };
}

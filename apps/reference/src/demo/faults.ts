import type { FaultInput } from '@statuswire/sandbox';

const early: ('initiated' | 'sent')[] = ['initiated', 'sent'];

/** Fields that stand in the place of documented ones, and cannot be read. */
const unreadable = [
  { dialect: 'compatibility', fields: { NumSegments: 'one' } },
  { dialect: 'platform', fields: { timestamp: 'a moment ago' } },
] as const;

/**
 * What goes wrong in the demo, and how often: whoever watches for a minute has seen most of it. `GET /_sandbox/faults` of the
 * sandbox shows it, PUT replaces it.
 */
export const demoFaults: readonly FaultInput[] = [
  { kind: 'repeated', probability: 0.05 },
  { kind: 'reordered', probability: 0.05 },
  // More than the 5 s from which the log calls a callback late.
  { kind: 'delayed', ms: 7_000, probability: 0.04 },
  // Never an ending: it would be refused three times, and nothing else would tell how the message went on.
  { kind: 'wrong_signature', statuses: early, probability: 0.04 },
  { kind: 'contradictory', statuses: ['delivered', 'undelivered', 'failed'], probability: 0.06 },
  // Found by asking: of these nothing else would tell.
  { kind: 'lost', statuses: ['delivered', 'undelivered', 'failed'], probability: 0.05 },
  { kind: 'unknown_status', word: 'accepted', probability: 0.01 },
  // Signed, and no callback that anybody can read: kept in quarantine. Few, as the demo may run for days. No endings either.
  ...unreadable.map((each) => ({ kind: 'new_fields', statuses: early, probability: 0.03, limit: 6, ...each }) as const),
  // Behind those: of one kind the first that strikes counts.
  { kind: 'new_fields', fields: { CarrierName: 'Example Mobile' }, probability: 0.03 },
  { kind: 'split_body', probability: 0.03 },
];

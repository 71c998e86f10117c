export { defaultCheckAt } from './check-policy.ts';
export type { ConsumeOptions, Consumer } from './consumer.ts';
export type { ConsumerContext, ConsumerHandler } from './consumer-attempts.ts';
export type { Provenance } from './event-record.ts';
export type { ExpectedMessage } from './expectation.ts';
export type { GroupCommitPressure } from './group-commit.ts';
export { joinEvents } from './join-events.ts';
export { type LatencyClock, type LatencyMeasure, latencyClocks, latencyMeasures } from './latency.ts';
export { createLedger, type Ledger, type RecordOptions } from './ledger.ts';
export type { LedgerOptions } from './ledger-options.ts';
export type { MessageListQuery, RetentionRequest } from './ledger-requests.ts';
export type { LedgerStore } from './ledger-store.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory/memory-store.ts';
export { type MessageFilter, type MessageSort, messageSorts } from './message-filter.ts';
export type { MessageIdentity } from './message-identity.ts';
export { type MessageKind, type MessageState, messageKinds, type StatusTimes } from './message-state.ts';
export {
  defaultReceiptPolicy,
  type MessageOutcome,
  messageOutcomes,
  type OutcomeEvidence,
  type OutcomeOptions,
  outcomeOf,
  type ReceiptPolicy,
  sentAtOf,
} from './outcome.ts';
export {
  type QuarantinedDelivery,
  type QuarantineState,
  quarantineStates,
  type UnreadableDelivery,
} from './quarantine.ts';
export type {
  AppendResult,
  DueMessage,
  FeedPage,
  FeedQuery,
  Page,
  PruneResult,
  QuarantineQuery,
  RecordedEvent,
  SetAsideEvent,
  SetAsideQuery,
  SettledCheck,
} from './store-requests.ts';
export type { LatencySummary, OutcomeCounts, Share, StatusCounts, Summary } from './summary.ts';
export type { SummaryRequest } from './summary-request.ts';
export type { WatermarkOwner, Watermarks } from './watermark.ts';

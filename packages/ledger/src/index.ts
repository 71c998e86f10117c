export {
  type AppendEntry,
  type AppendPlan,
  type EventChange,
  type MessageChange,
  planAppend,
  type StoredRows,
} from './append-plan.ts';
export { defaultCheckAt } from './check-policy.ts';
export type { ConsumeOptions, Consumer } from './consumer.ts';
export type { ConsumerContext, ConsumerHandler } from './consumer-attempts.ts';
export { type EventRecord, mergeRecords, type Provenance, recordOf } from './event-record.ts';
export { evidenceOf, joinEvidence, type MessageEvidence } from './evidence.ts';
export type { ExpectedMessage } from './expectation.ts';
export { createFigureChanges, type FigureChanges, figureKey } from './figure-changes.ts';
export {
  type Amounts,
  amountsOf,
  dayOfHour,
  type FigureChange,
  figuresOfEvent,
  figuresOfMessage,
  hourOf,
  type LatencySeries,
  type MessageRecord,
  minuteOf,
  numbersOf,
  type Series,
  type SourceSet,
  seriesOf,
  sourceSets,
} from './figures.ts';
export type { GroupCommitPressure } from './group-commit.ts';
export { joinEvents } from './join-events.ts';
export { type LatencyClock, type LatencyMeasure, latencyClocks, latencyMeasures, latencyStep } from './latency.ts';
export {
  createLedger,
  type Ledger,
  type RecordOptions,
} from './ledger.ts';
export type { LedgerOptions } from './ledger-options.ts';
export type { MessageListQuery, RetentionRequest } from './ledger-requests.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory/memory-store.ts';
export {
  type CheckSchedule,
  createMemoryTables,
  type MemoryConsumer,
  type MemoryEvent,
  type MemoryMessage,
  type MemoryTables,
} from './memory/tables.ts';
export {
  awaitedSince,
  type MessageFilter,
  type MessageSort,
  maxSearchLength,
  messageSorts,
  passesFilter,
  passesSeries,
  type SearchTerms,
  type SeriesFilter,
  searchableVariable,
  searchTerms,
  withCutNumber,
} from './message-filter.ts';
export { factPrefix, type MessageIdentity, messageKey } from './message-identity.ts';
export { type MessageKind, type MessageState, messageKinds, type StatusTimes, stateOf } from './message-state.ts';
export {
  defaultReceiptPolicy,
  type MessageOutcome,
  messageOutcomes,
  type OutcomeEvidence,
  type OutcomeOptions,
  outcomeOf,
  type ReceiptPolicy,
  receiptCutoff,
  sentAtOf,
} from './outcome.ts';
export { decodeCursor, decodeFeedCursor, encodeCursor } from './page-cursor.ts';
export {
  type QuarantinedDelivery,
  type QuarantineEntry,
  type QuarantineState,
  quarantineStates,
  type UnreadableDelivery,
} from './quarantine.ts';
export { eventWithoutTexts, messageWithoutTexts } from './retention.ts';
export { decodeEvent, decodeEvidence, decodeKey, encodeEvent, encodeEvidence, encodeKey } from './row-codec.ts';
export { decodeText, encodeText, prefixEnd } from './storable-text.ts';
export type * from './store.ts';
export type * from './store-requests.ts';
export type { LatencySummary, OutcomeCounts, Share, StatusCounts, Summary } from './summary.ts';
export type { SummaryRequest } from './summary-request.ts';
export { compareTimeline, recordedEvent } from './timeline.ts';
export type { WatermarkOwner, Watermarks } from './watermark.ts';

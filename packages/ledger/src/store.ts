// What authors of stores need: the interface, what its methods take and give, and the rules that are the same in every store.
// What users of a ledger need stands in the main entry. A type that both have to name stands in both, and no value does.
export {
  type AppendEntry,
  type AppendPlan,
  type EventChange,
  type MessageChange,
  planAppend,
  type StoredRows,
} from './append-plan.ts';
export { type EventRecord, mergeRecords, recordOf } from './event-record.ts';
export { evidenceOf, joinEvidence, type MessageEvidence } from './evidence.ts';
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
  type MessageFigures,
  type MessageRecord,
  minuteOf,
  numbersOf,
  type Series,
  type SourceSet,
  seriesOf,
  sourceSets,
} from './figures.ts';
export { latencyStep } from './latency.ts';
export type { LedgerStore } from './ledger-store.ts';
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
  maxSearchLength,
  passesFilter,
  passesLatencySeries,
  passesSeries,
  type SearchTerms,
  type SeriesFilter,
  searchableVariable,
  searchTerms,
  withCutNumber,
} from './message-filter.ts';
export { factPrefix, type MessageIdentity, messageKey } from './message-identity.ts';
export { type MessageState, stateOf } from './message-state.ts';
export { receiptCutoff } from './outcome.ts';
export { decodeCursor, decodeFeedCursor, encodeCursor } from './page-cursor.ts';
export type { QuarantinedDelivery, QuarantineEntry, QuarantineState } from './quarantine.ts';
export { eventWithoutTexts, hasTexts, messageWithoutTexts } from './retention.ts';
export { decodeEvent, decodeEvidence, decodeKey, encodeEvent, encodeEvidence, encodeKey } from './row-codec.ts';
export { decodeText, encodeText, prefixEnd } from './storable-text.ts';
export type {
  AppendOptions,
  AppendResult,
  ConsumerAdvance,
  ConsumerLeaseRequest,
  ConsumerPosition,
  DueMessage,
  DueRequest,
  FeedPage,
  FeedQuery,
  ListQuery,
  Page,
  PruneRequest,
  PruneResult,
  QuarantineQuery,
  RecordedEvent,
  SeriesFigures,
  SetAsideEvent,
  SetAsideNote,
  SetAsideQuery,
  SettledCheck,
  SummaryFigures,
  SummaryQuery,
  Tally,
} from './store-requests.ts';
export { compareTimeline, recordedEvent } from './timeline.ts';

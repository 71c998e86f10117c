import { lifecycleCases } from './testing/lifecycle-cases.ts';
import { operationCases } from './testing/operation-cases.ts';
import { readingCases } from './testing/reading-cases.ts';
import { recordingCases } from './testing/recording-cases.ts';
import type { StoreConformanceCase } from './testing/subject.ts';

export {
  type Chance,
  createChance,
  hostileTexts,
  makeEvent,
  randomBatches,
  randomEvents,
} from './testing/random-events.ts';
export { assertRecount, assertStates, recountFigures, recountMessages } from './testing/recount.ts';
export type { StoreConformanceCase, StoreReader, StoreSubject, StoreUnderTest } from './testing/subject.ts';

/**
 * Every promise of `LedgerStore` as a case that any test runner can loop over: `run(subject)` rejects with an
 * `AssertionError` where the store breaks it. Source: docs/ledger.md, "Adding a store".
 */
export const storeConformanceCases: readonly StoreConformanceCase[] = [
  ...lifecycleCases,
  ...recordingCases,
  ...readingCases,
  ...operationCases,
];

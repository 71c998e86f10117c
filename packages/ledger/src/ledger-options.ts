import { assertInteger, assertKnownOptions } from '@statuswire/contracts';
import { defaultCheckAt } from './check-policy.ts';
import type { GroupCommitLimits } from './group-commit.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { MessageState } from './message-state.ts';
import { defaultReceiptPolicy, type ReceiptPolicy } from './outcome.ts';

/** Options of `createLedger`. */
export interface LedgerOptions {
  /** Where the record is kept; migrated already. The ledger closes it with itself, but not the handle beneath it. */
  readonly store: LedgerStore;
  /** Our clock. @default the system's */
  readonly now?: () => Date;
  /** How long receipts are waited for. @default `defaultReceiptPolicy` */
  readonly receipts?: Partial<ReceiptPolicy>;
  /** When a message that has just moved should be checked with SignalWire. @default `defaultCheckAt` */
  readonly checkAt?: (message: MessageState) => string | null;
  /** Most records waiting or being written; `record` rejects past it. @default 10,000 */
  readonly maxQueued?: number;
  /** Most characters of them, as JSON. @default 67,108,864 */
  readonly maxQueuedCharacters?: number;
  /** Most records of one commit. @default 1,000 */
  readonly maxBatch?: number;
  /** Longest that a record may wait for its commit, in milliseconds. Below the receiver's own deadline. @default 4,000 */
  readonly deadlineMs?: number;
}

/** The same, checked and complete. */
export interface LedgerSettings extends Required<Pick<LedgerOptions, 'store' | 'now' | 'checkAt'>> {
  readonly receipts: ReceiptPolicy;
  readonly limits: GroupCommitLimits;
}

const knownOptions = [
  'store',
  'now',
  'receipts',
  'checkAt',
  'maxQueued',
  'maxQueuedCharacters',
  'maxBatch',
  'deadlineMs',
] as const satisfies readonly (keyof LedgerOptions)[];

// A year: far beyond SignalWire's own 48 hours.
const maxReceiptMs = 31_536_000_000;

/** Fills in what is left out. Throws `STATUSWIRE_INVALID_OPTIONS` for options that are unknown or out of bounds. */
export function ledgerSettings(options: LedgerOptions): LedgerSettings {
  assertKnownOptions('createLedger', options, knownOptions);
  const { store, now = () => new Date(), checkAt = defaultCheckAt } = options;
  const { maxQueued = 10_000, maxQueuedCharacters = 67_108_864, maxBatch = 1_000, deadlineMs = 4_000 } = options;
  assertInteger('maxQueued', maxQueued, 1, 10_000_000);
  assertInteger('maxQueuedCharacters', maxQueuedCharacters, 1, Number.MAX_SAFE_INTEGER);
  assertInteger('maxBatch', maxBatch, 1, 100_000);
  assertInteger('deadlineMs', deadlineMs, 1, 3_600_000);
  const limits = { maxQueued, maxQueuedCharacters, maxBatch, deadlineMs };
  return { store, now, checkAt, limits, receipts: checkedReceipts(options.receipts ?? {}) };
}

function checkedReceipts(given: Partial<ReceiptPolicy>): ReceiptPolicy {
  assertKnownOptions('receipts', given, ['validityMs', 'graceMs']);
  const receipts = { ...defaultReceiptPolicy, ...given };
  assertInteger('receipts.validityMs', receipts.validityMs, 0, maxReceiptMs);
  assertInteger('receipts.graceMs', receipts.graceMs, 0, maxReceiptMs);
  return receipts;
}

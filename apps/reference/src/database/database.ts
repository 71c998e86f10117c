import type { LedgerStore } from '@statuswire/ledger';

/** An open database: the handle is this service's, the store works on it. */
export interface Database {
  readonly store: LedgerStore;
  /** Where it is, in words for people; no password. */
  readonly place: string;
  /** Closes the handle. The store is closed before. */
  close(): Promise<void>;
}

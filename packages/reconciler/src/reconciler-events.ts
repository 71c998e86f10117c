import type { MessageIdentity, MessageState } from '@statuswire/ledger';
import type { RestFailure } from './rest-result.ts';

/** What became of asking about one message. */
export type CheckOutcome =
  /** SignalWire answered. `moved`: with a status that was not known; `healed`: and no callback ever told it. */
  | { readonly kind: 'checked'; readonly message: MessageState; readonly moved: boolean; readonly healed: boolean }
  /** Neither API knows the message. */
  | { readonly kind: 'gone' }
  /** No client for the message's project. */
  | { readonly kind: 'no_client' }
  | { readonly kind: 'failed'; readonly failure: RestFailure };

/** Something that a reconciler did. Holds ids and whole messages: mind what you log. */
export type ReconcilerEvent =
  | ({ readonly kind: 'check' } & MessageIdentity & { readonly outcome: CheckOutcome })
  /** The list sweep found a message that no callback has told of. */
  | { readonly kind: 'discovered'; readonly message: MessageState; readonly healed: boolean }
  /** The list sweep found that a message is further than its callbacks said. */
  | { readonly kind: 'caught_up'; readonly message: MessageState; readonly healed: boolean }
  /** A page of the list could not be had. The list is left alone until then; messages are asked about all the same. */
  | { readonly kind: 'list_failed'; readonly projectId: string; readonly failure: RestFailure; readonly until: Date }
  /** Nothing is asked of this project until then. */
  | {
      readonly kind: 'client_paused';
      readonly projectId: string;
      readonly reason: RestFailure['kind'];
      readonly until: Date;
    }
  /** The ledger could not be read or written, and the round broke off. Leases run out by themselves, and the next round goes on. */
  | { readonly kind: 'round_failed'; readonly error: unknown };

/** What a reconciler has done, and how far behind it is. */
export interface ReconcilerCounts {
  /** Messages that SignalWire was asked about one by one, and answered. */
  readonly checked: number;
  /** Messages that moved to a status which only REST told: missed and healed. */
  readonly healed: number;
  /** Messages that SignalWire does not know. */
  readonly gone: number;
  /** Checks and pages that failed: they are tried again. */
  readonly failed: number;
  /** Messages seen on pages of the list. */
  readonly listed: number;
  /** Of these, those that no callback had told of. */
  readonly discovered: number;
  /** Entries of pages that could not be read. */
  readonly unreadable: number;
  /**
   * How long the message that was due longest had been due when it was taken, in the last round that could ask; 0 where none
   * was due. Milliseconds.
   */
  readonly lagMs: number;
}

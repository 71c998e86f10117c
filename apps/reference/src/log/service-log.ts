import type { StatusEvent } from '@statuswire/contracts';
import type { MessageState } from '@statuswire/ledger';
import type { CallbackOutcome, Verification } from '@statuswire/receiver';
import type { AccessRefusal } from '../access/access.ts';
import type { Arrival } from '../arrival.ts';
import type { Framework } from '../host.ts';
import type { StartReport } from '../welcome.ts';

/** What is known of an event that was accepted beside what it says. */
export interface AcceptedContext {
  readonly arrival: Arrival;
  readonly verification: Verification;
  readonly framework: Framework;
}

/** What became of a request without an event. */
export type Unaccepted = Exclude<CallbackOutcome, { readonly kind: 'accepted' }>;

/** Where this service says what happens: in words for people, or as JSON. Numbers are masked and texts left out in both. */
export interface ServiceLog {
  started(report: StartReport): void;
  accepted(event: StatusEvent, context: AcceptedContext): void;
  unaccepted(outcome: Unaccepted, context: { readonly receivedAt: Date; readonly framework: Framework }): void;
  /** SignalWire told a status only when asked. */
  healed(message: MessageState, at: Date): void;
  /** Somebody was not let in. */
  refused(reason: AccessRefusal, address: string): void;
  /** Something that is as it should be. */
  notice(text: string, figures?: Readonly<Record<string, number>>): void;
  /** Something that works, and may not be meant so. */
  warning(text: string): void;
  /** Something that somebody should look at. */
  problem(text: string): void;
}

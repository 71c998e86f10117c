import type { ReceiverOptions } from '@statuswire/receiver';
import type { Framework } from './host.ts';
import { acceptedRow, type CallbackRow, unacceptedRow } from './log/callback-row.ts';
import type { RecentEvents } from './recent-events.ts';

/** How many callbacks came to what. */
export interface Tally {
  /** Verified, readable and recorded; repeats included. */
  readonly accepted: number;
  readonly repeated: number;
  /** Everything else. */
  readonly turnedAway: number;
}

/** What becomes of callbacks in this service. */
export interface Receiving {
  /** The middleware's options on one framework. */
  optionsFor(framework: Framework): ReceiverOptions;
  tally(): Tally;
}

/** Records callbacks and shows them, whichever framework they come through. */
export function createReceiving({
  publicUrl,
  signingKeys,
  events,
  show,
  now,
}: {
  readonly publicUrl: string;
  readonly signingKeys: readonly string[];
  readonly events: RecentEvents;
  readonly show: (row: CallbackRow) => void;
  readonly now: () => Date;
}): Receiving {
  const tally = { accepted: 0, repeated: 0, turnedAway: 0 };
  return {
    optionsFor: (framework) => ({
      publicUrl,
      signingKeys,
      now,
      onEvent(event, { verification }) {
        const arrival = events.record(event, framework);
        tally.accepted += 1;
        if (arrival.repeated) tally.repeated += 1;
        show(acceptedRow(event, { arrival, verification, framework }));
      },
      onOutcome(outcome) {
        if (outcome.kind === 'accepted') return;
        tally.turnedAway += 1;
        show(unacceptedRow(outcome, { receivedAt: now(), framework }));
      },
    }),
    tally: () => ({ ...tally }),
  };
}

import type { Ledger } from '@statuswire/ledger';
import type { ReceiverOptions } from '@statuswire/receiver';
import { arrivalOf } from './arrival.ts';
import type { Framework } from './host.ts';
import { acceptedRow, type CallbackRow, unacceptedRow } from './log/callback-row.ts';
import { provenanceOf } from './provenance.ts';

/** How many callbacks came to what. */
export interface Tally {
  /** Verified, readable and recorded; repeats included. */
  readonly accepted: number;
  readonly repeated: number;
  /** Verified, but not readable: kept as they came. */
  readonly quarantined: number;
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
  ledger,
  show,
  onRejected,
  now,
}: {
  readonly publicUrl: string;
  readonly signingKeys: readonly string[];
  readonly ledger: Ledger;
  readonly show: (row: CallbackRow) => void;
  /** Is told why a request was turned away: a word of a small, fixed set. */
  readonly onRejected: (reason: string) => void;
  readonly now: () => Date;
}): Receiving {
  const tally = { accepted: 0, repeated: 0, quarantined: 0, turnedAway: 0 };
  return {
    optionsFor: (framework) => ({
      publicUrl,
      signingKeys,
      now,
      // The middleware answers 200 once these have resolved, which is once the database has committed.
      async onEvent(event, { verification }) {
        const recorded = await ledger.record(event, { provenance: provenanceOf(verification, framework) });
        const arrival = arrivalOf(event, recorded);
        tally.accepted += 1;
        if (arrival.repeated) tally.repeated += 1;
        show(acceptedRow(event, { arrival, verification, framework }));
      },
      async onUnprocessable({ problem, request, verification, receivedAt }) {
        const contentType = request.headers['content-type'];
        await ledger.quarantine({
          receivedAt,
          reason: problem.code,
          message: problem.message,
          rawBody: request.rawBody,
          contentType: typeof contentType === 'string' ? contentType : '',
          details: provenanceOf(verification, framework),
        });
      },
      onOutcome(outcome) {
        if (outcome.kind === 'accepted') return;
        tally[outcome.kind === 'unprocessable' ? 'quarantined' : 'turnedAway'] += 1;
        if (outcome.kind === 'rejected') onRejected(outcome.reason);
        show(unacceptedRow(outcome, { receivedAt: now(), framework }));
      },
    }),
    tally: () => ({ ...tally }),
  };
}

import type { Ledger } from '@statuswire/ledger';
import type { ReceiverOptions } from '@statuswire/receiver';
import { arrivalOf } from './arrival.ts';
import type { Framework } from './host.ts';
import type { ServiceLog } from './log/service-log.ts';
import type { Metrics } from './metrics/metrics.ts';
import { provenanceOf } from './provenance.ts';
import { noTracing, type Tracing } from './tracing/tracing.ts';

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
  log,
  metrics,
  tracing = noTracing,
  onRejected,
  now,
}: {
  /** `null`: the URL as each host saw it. */
  readonly publicUrl: string | null;
  readonly signingKeys: readonly string[];
  readonly ledger: Ledger;
  readonly log: Pick<ServiceLog, 'accepted' | 'unaccepted'>;
  readonly metrics: Pick<Metrics, 'outcome' | 'repeated'>;
  /** @default none */
  readonly tracing?: Tracing;
  /** Is told why a request was turned away: a word of a small, fixed set. */
  readonly onRejected: (reason: string) => void;
  readonly now: () => Date;
}): Receiving {
  const tally = { accepted: 0, repeated: 0, quarantined: 0, turnedAway: 0 };
  return {
    optionsFor: (framework) => ({
      publicUrl: publicUrl ?? undefined,
      signingKeys: tracing.keys(signingKeys),
      now,
      // The middleware answers 200 once these have resolved, which is once the database has committed.
      async onEvent(event, { verification }) {
        tracing.verified();
        const provenance = provenanceOf(verification, framework);
        const recorded = await tracing.record(event, () => ledger.record(event, { provenance }));
        const arrival = arrivalOf(event, recorded);
        tally.accepted += 1;
        if (arrival.repeated) {
          tally.repeated += 1;
          metrics.repeated(event.dialect, framework);
        }
        log.accepted(event, { arrival, verification, framework });
      },
      async onUnprocessable({ problem, request, verification, receivedAt }) {
        tracing.verified();
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
        metrics.outcome(outcome, framework);
        tracing.outcome(outcome);
        if (outcome.kind === 'accepted') return;
        tally[outcome.kind === 'unprocessable' ? 'quarantined' : 'turnedAway'] += 1;
        if (outcome.kind === 'rejected') onRejected(outcome.reason);
        log.unaccepted(outcome, { receivedAt: now(), framework });
      },
    }),
    tally: () => ({ ...tally }),
  };
}

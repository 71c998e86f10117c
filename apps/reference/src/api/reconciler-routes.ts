import type { Reconciler } from '@statuswire/reconciler';
import type { Route } from '../host.ts';
import { withOutcome } from '../with-outcome.ts';
import { implement } from './implement.ts';
import { checkMessage, pauseReconciler, resumeReconciler, showReconciler } from './reconciler.ts';

const isOff = {
  problem: 409,
  detail:
    'The reconciler is off: set SIGNALWIRE_SPACE_URL, SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN, and start again.',
} as const;

/** The API over a reconciler; `null` where there are no credentials for one. */
export function createReconcilerRoutes(reconciler: Reconciler | null, now: () => Date): readonly Route[] {
  function described(working: Reconciler) {
    const { checked, healed, gone, failed, lagMs } = working.counts();
    const state = working.status().paused ? ('paused' as const) : ('running' as const);
    return { state, counts: { checked, healed, gone, failed, lagMs } };
  }

  return [
    implement(checkMessage, async ({ parameters }) => {
      if (reconciler === null) return isOff;
      const outcome = await reconciler.check(parameters);
      if (outcome.kind !== 'checked') return { answer: outcome };
      return { answer: { ...outcome, message: withOutcome(outcome.message, now()) } };
    }),

    implement(showReconciler, async () => ({
      answer: reconciler === null ? { state: 'off' as const } : described(reconciler),
    })),

    implement(pauseReconciler, async () => {
      if (reconciler === null) return isOff;
      reconciler.pause();
      return { answer: described(reconciler) };
    }),

    implement(resumeReconciler, async () => {
      if (reconciler === null) return isOff;
      reconciler.resume();
      return { answer: described(reconciler) };
    }),
  ];
}

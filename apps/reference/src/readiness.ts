import type { Ledger } from '@statuswire/ledger';
import { jsonReply } from './api/json-reply.ts';
import type { Reply, Route } from './host.ts';
import { problemReply } from './problem-reply.ts';

/** Whether this service should be sent callbacks. */
export interface Readiness {
  readonly route: Route;
  /** From now on it should not. */
  stop(): void;
}

/** What was found out is true for so long, in milliseconds: anybody may ask, and each time the database is. */
const freshMs = 1_000;
/** A database that takes longer to answer would make callbacks late, in milliseconds. */
const patienceMs = 2_000;

function notReady(detail: string): Reply {
  return problemReply(503, { detail }, { 'retry-after': '1' });
}

/** Makes `/readyz`: ready while the store answers and nobody has asked this service to stop. */
export function createReadiness(ledger: Pick<Ledger, 'feedEnd'>): Readiness {
  let stopping = false;
  let asked: { readonly at: number; readonly answers: Promise<boolean> } | null = null;

  async function ask(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, patienceMs, false);
    });
    const answer = ledger.feedEnd().then(
      () => true,
      () => false,
    );
    return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer));
  }

  function storeAnswers(): Promise<boolean> {
    const at = performance.now();
    if (asked === null || at - asked.at > freshMs) asked = { at, answers: ask() };
    return asked.answers;
  }

  return {
    route: {
      method: 'GET',
      path: '/readyz',
      needs: 'nothing',
      async answer() {
        if (stopping) return notReady('This service is about to stop.');
        if (await storeAnswers()) return jsonReply({ status: 'ready' });
        return notReady('The database does not answer.');
      },
    },
    stop() {
      stopping = true;
    },
  };
}

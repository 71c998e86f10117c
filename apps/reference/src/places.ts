import type { Route } from './host.ts';
import { problemReply } from './problem-reply.ts';

/** How many answers that go on for long may be open at once, on all frameworks together. */
export interface OpenAnswers {
  /** Event streams. */
  readonly streams: number;
  readonly exports: number;
}

/** What is let be open where nobody says otherwise. Source: docs/operations.md, "What may be open at once". */
export const usualOpenAnswers: OpenAnswers = { streams: 1_000, exports: 4 };

/** Options of `createPlaces`. */
export interface PlacesOptions {
  readonly most: number;
  /** What is said to whoever comes while all are taken. */
  readonly full: string;
  /** When to try again, in seconds. */
  readonly retryAfterSeconds: number;
}

/** Places for answers that go on for long. */
export interface Places {
  /** Lets a route answer only while there is a place; else it answers 503 with `Retry-After`. */
  bound(route: Route): Route;
  readonly takenCount: () => number;
  /** Who came while all were taken, so far. */
  readonly refusedCount: () => number;
}

/** Makes places. One is taken as soon as an answer is being made, and free again once it is closed, however it ended. */
export function createPlaces({ most, full, retryAfterSeconds }: PlacesOptions): Places {
  const tryLater = problemReply(503, { detail: full }, { 'retry-after': String(retryAfterSeconds) });
  let taken = 0;
  let refused = 0;

  function take(): () => void {
    let mine = true;
    taken += 1;
    return () => {
      if (mine) taken -= 1;
      mine = false;
    };
  }

  return {
    bound: (route) => ({
      ...route,
      async answer(request) {
        // A head alone leaves nothing open.
        if (request.incoming.method === 'HEAD') return await route.answer(request);
        if (taken >= most) {
          refused += 1;
          return tryLater;
        }
        const leave = take();
        try {
          const reply = await route.answer(request);
          if (!('start' in reply)) {
            leave();
            return reply;
          }
          return {
            ...reply,
            start(response) {
              // Who went away meanwhile closes nothing any more.
              if (response.closed) return leave();
              response.once('close', leave);
              reply.start(response);
            },
          };
        } catch (error) {
          leave();
          throw error;
        }
      },
    }),
    takenCount: () => taken,
    refusedCount: () => refused,
  };
}

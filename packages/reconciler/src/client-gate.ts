import { createPause } from './pause.ts';
import type { RestFailure } from './rest-result.ts';

/**
 * Whether SignalWire may be asked now. Closes when it says wait, when the credentials are refused, and when it fails again
 * and again: a message that is due must not be asked for while no answer can come.
 */
export interface ClientGate {
  /** Until when it is closed, in milliseconds since 1970; `null` while it is open. */
  closedUntil(): number | null;
  /** Takes note of what came of a request. */
  note(failure: RestFailure | null): void;
}

const unauthorizedMs = 300_000;
const failuresInRow = 5;
const firstPauseMs = 10_000;
const longestPauseMs = 300_000;
// `Retry-After: 0` must not become a busy loop.
const shortestPauseMs = 1_000;

/** Makes a gate that is open. `onClose` hears each time that it closes for longer. */
export function createClientGate(
  now: () => Date,
  onClose: (reason: RestFailure['kind'], until: number) => void,
): ClientGate {
  const pause = createPause(now);
  let failures = 0;

  function close(reason: RestFailure['kind'], milliseconds: number): void {
    if (!pause.extend(Math.max(milliseconds, shortestPauseMs))) return;
    onClose(reason, pause.until() ?? now().getTime());
  }

  return {
    closedUntil: pause.until,
    note(failure) {
      switch (failure?.kind) {
        case 'throttled':
          return close('throttled', failure.retryAfterMs);
        case 'unauthorized':
          return close('unauthorized', unauthorizedMs);
        case 'unavailable': {
          failures += 1;
          const times = failures - failuresInRow;
          if (times >= 0) close('unavailable', Math.min(firstPauseMs * 2 ** times, longestPauseMs));
          return;
        }
        case 'aborted':
          return;
        default:
          failures = 0;
      }
    },
  };
}

import type { Problem } from '@statuswire/contracts';

/** Why SignalWire could not be reached, or could not answer. */
export type UnavailableReason = 'network' | 'timeout' | 'server_error';

/**
 * What asking SignalWire can come to instead of an answer. Holds no token, number or text: it can be logged as it is. Source:
 * docs/reconciliation.md, "Failures".
 */
export type RestFailure =
  /** SignalWire does not know it (any more). */
  | { readonly kind: 'not_found' }
  /** Project or token are wrong, or may not do this. */
  | { readonly kind: 'unauthorized'; readonly status: number }
  /** Too many requests: ask again after so many milliseconds, counted from the answer. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** No answer, in time or at all, or a 5xx, each time it was tried. `code`: the system's, such as `ECONNREFUSED`. */
  | {
      readonly kind: 'unavailable';
      readonly reason: UnavailableReason;
      readonly status: number | null;
      readonly code: string | null;
    }
  /** Refused for another reason (another 4xx, or a redirect): asking the same again does not help. */
  | { readonly kind: 'refused'; readonly status: number }
  /** An answer that is not what the API answers. */
  | { readonly kind: 'malformed'; readonly problem: Problem }
  /** The caller's signal said stop. */
  | { readonly kind: 'aborted' };

/** The answer, or why there is none. */
export type RestResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: RestFailure };

/** The result of a request that failed. */
export function failed(failure: RestFailure): { readonly ok: false; readonly failure: RestFailure } {
  return { ok: false, failure };
}

/** The result of a request whose answer cannot be read. */
export function malformed(
  message: string,
  issues: Problem['issues'] = [],
): { readonly ok: false; readonly failure: RestFailure } {
  return failed({ kind: 'malformed', problem: { code: 'invalid_payload', message, issues } });
}

import type { RecordedEvent, SetAsideNote } from './store-requests.ts';

/** Handles one fact. What it throws is taken as a failed attempt. Called at least once per fact, so make it idempotent. */
export type ConsumerHandler = (event: RecordedEvent, context: ConsumerContext) => unknown;

/** What a handler is told beyond the event. */
export interface ConsumerContext {
  /** 1 for the first attempt of this process. */
  readonly attempt: number;
  /**
   * Aborts when the attempt has taken too long, and when the consumer stops or has lost its lease: what the handler still does
   * may be done a second time, by its next attempt or by another process.
   */
  readonly signal: AbortSignal;
}

/** How often, and for how long, a handler is tried. Times in milliseconds. */
export interface AttemptPolicy {
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly attemptTimeoutMs: number;
  readonly now: () => Date;
}

/** What became of an event: handled, to be set aside, or given up because the signal aborted. */
export type AttemptOutcome =
  | { readonly kind: 'handled' }
  | { readonly kind: 'set_aside'; readonly note: SetAsideNote }
  | { readonly kind: 'given_up' };

/** Hands one event to a handler until it is handled or its attempts are used up. Never rejects. */
export async function attemptEvent(
  handler: ConsumerHandler,
  event: RecordedEvent,
  policy: AttemptPolicy,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await attemptOnce(handler, event, { attempt, timeoutMs: policy.attemptTimeoutMs, signal });
      return { kind: 'handled' };
    } catch (error) {
      if (signal.aborted) return { kind: 'given_up' };
      if (attempt >= policy.maxAttempts) {
        const { cursor } = event;
        const note = { cursor, reason: reasonOf(error), attempts: attempt, at: policy.now().toISOString() };
        return { kind: 'set_aside', note };
      }
      await delay(Math.min(policy.backoffMs * 2 ** (attempt - 1), policy.maxBackoffMs), signal);
      if (signal.aborted) return { kind: 'given_up' };
    }
  }
}

async function attemptOnce(
  handler: ConsumerHandler,
  event: RecordedEvent,
  {
    attempt,
    timeoutMs,
    signal,
  }: { readonly attempt: number; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const timeout = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DOMException(`The handler took longer than ${timeoutMs} ms.`, 'TimeoutError');
      timeout.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    const handled = handler(event, { attempt, signal: AbortSignal.any([signal, timeout.signal]) });
    await Promise.race([handled, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

const maxReasonLength = 1_000;

function reasonOf(error: unknown): string {
  try {
    return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, maxReasonLength);
  } catch {
    // Anything can be thrown, even what has no text.
    return 'What was thrown has no text.';
  }
}

/** Resolves after so many milliseconds, or once the signal aborts. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

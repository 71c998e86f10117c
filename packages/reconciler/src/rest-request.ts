import { createConcurrencyLimit } from './concurrency.ts';
import type { MessagesClientSettings, RestOperation } from './messages-client-options.ts';
import { createPause } from './pause.ts';
import { failed, malformed, type RestFailure, type RestResult } from './rest-result.ts';
import { parseRetryAfter } from './retry-after.ts';
import { waited } from './waiting.ts';

/** Asks SignalWire, and reads JSON. */
export interface RestRequester {
  /** `url`: of the space's own origin. Only ever reads, so that every request is safe to repeat. */
  get(operation: RestOperation, url: string, signal: AbortSignal | undefined): Promise<RestResult<unknown>>;
  /** Until when SignalWire asked us to wait; `null` where it did not. */
  readonly pausedUntil: Date | null;
}

/** Makes a requester: timeouts, retries, `Retry-After`, bounded concurrency. */
export function createRestRequester(settings: MessagesClientSettings): RestRequester {
  const { now, random } = settings;
  const limit = createConcurrencyLimit(settings.concurrency);
  const pause = createPause(now);

  async function attempt(
    operation: RestOperation,
    url: string,
    signal: AbortSignal | undefined,
  ): Promise<RestResult<unknown>> {
    const until = pause.until();
    if (until !== null) return failed({ kind: 'throttled', retryAfterMs: until - now().getTime() });
    try {
      settings.onRequest(operation);
    } catch {
      // Whoever counts cannot change what happens.
    }
    const answer = await exchange(settings, url, signal);
    if (!answer.ok && answer.failure.kind === 'throttled') pause.extend(answer.failure.retryAfterMs);
    return answer;
  }

  return {
    async get(operation, url, signal) {
      for (let retry = 0; ; retry += 1) {
        const result = await limit.run(() => attempt(operation, url, signal), signal);
        if (result === null || signal?.aborted) return failed({ kind: 'aborted' });
        const mayPass = !result.ok && result.failure.kind === 'unavailable';
        if (!mayPass || retry >= settings.retries) return result;
        // Half of the delay at least, so that clients that failed together do not come back together.
        const delay = settings.retryDelayMs * 2 ** retry * (1 - random() / 2);
        if (!(await waited(delay, signal))) return failed({ kind: 'aborted' });
      }
    },
    get pausedUntil() {
      const until = pause.until();
      return until === null ? null : new Date(until);
    },
  };
}

/** One attempt: sends the request and reads the answer, all of it in time. */
async function exchange(
  settings: MessagesClientSettings,
  url: string,
  signal: AbortSignal | undefined,
): Promise<RestResult<unknown>> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, settings.timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const response = await settings.fetch(url, {
      headers: { accept: 'application/json', authorization: settings.authorization },
      // Followed, a redirect could take the token to somebody else.
      redirect: 'manual',
      signal: controller.signal,
    });
    const failure = failureOf(response, settings);
    if (failure !== null) {
      // Read to its end, so that the connection can be used again.
      await readText(response, settings.maxAnswerBytes).catch(() => {});
      return failed(failure);
    }
    const text = await readText(response, settings.maxAnswerBytes);
    return text === null ? malformed('The answer is larger than maxAnswerBytes.') : parseJson(text);
  } catch (error) {
    if (signal?.aborted) return failed({ kind: 'aborted' });
    const reason = late ? 'timeout' : 'network';
    return failed({ kind: 'unavailable', reason, status: null, code: systemCode(error) });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function failureOf(response: Response, settings: MessagesClientSettings): RestFailure | null {
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  const { headers } = response;
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), headers.get('date'), settings.now());
  if (status === 429) return { kind: 'throttled', retryAfterMs: retryAfterMs ?? settings.throttledMs };
  if (status === 503 && retryAfterMs !== null) return { kind: 'throttled', retryAfterMs };
  if (status >= 500 || status === 408) return { kind: 'unavailable', reason: 'server_error', status, code: null };
  if (status === 401 || status === 403) return { kind: 'unauthorized', status };
  // A page for people is no answer of the API: a proxy, or another host. It says nothing about the message.
  const isPage = (headers.get('content-type') ?? '').toLowerCase().startsWith('text/html');
  if ((status === 404 || status === 410) && !isPage) return { kind: 'not_found' };
  return { kind: 'refused', status };
}

/** The body as text; `null` where it is too large. */
async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parseJson(text: string): RestResult<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return malformed('The answer is no JSON.');
  }
}

/** The code of what lay beneath a failed request: a word of the system's, never its text, which may hold the URL. */
function systemCode(error: unknown): string | null {
  for (let current: unknown = error, depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const { code, cause } = current as Error & { readonly code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
    current = cause;
  }
  return null;
}

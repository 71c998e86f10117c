import { Buffer } from 'node:buffer';
import type { SandboxClock } from '../clock/clock.ts';
import { type Agents, type Answer, attempt } from './attempt.ts';
import { type CallbackUrl, parseCallbackUrl } from './callback-url.ts';
import type { EndpointErrorCode } from './endpoint-error.ts';
import type { Transmission } from './transmission.ts';

/** How often a callback is tried: once, and up to two more times. */
export const maxAttempts = 3;

/** How many redirects one attempt follows. */
export const maxRedirects = 3;

/** One try, redirects included. */
export interface DeliveryAttempt {
  /** Milliseconds from the first byte to the last of the answer. */
  readonly durationMs: number;
  /** The status of the answer; `null` where none came. */
  readonly status: number | null;
  readonly redirects: number;
  /** What SignalWire would log; `null` for a success. */
  readonly errorCode: EndpointErrorCode | null;
}

/** A signed callback on its way out. */
export interface Outgoing {
  readonly url: CallbackUrl;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How the body goes over the wire, by the number of the attempt, from 0. */
  readonly transmission: (attempt: number) => Transmission;
}

/** Sends callbacks as SignalWire does: timing, attempts, redirects, credentials. */
export interface Deliver {
  /** Tries until it is acknowledged or given up. Never rejects. */
  send(outgoing: Outgoing): Promise<readonly DeliveryAttempt[]>;
  /** Tries nothing a further time. */
  stop(): void;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function requestHeaders(outgoing: Outgoing, url: CallbackUrl, body: Buffer): Record<string, string> {
  const headers: Record<string, string> = {
    host: url.authority,
    'user-agent': 'SignalWire-Sandbox',
    accept: '*/*',
    ...outgoing.headers,
    'content-length': String(body.length),
  };
  if (url.credentials !== null) {
    headers.authorization = `Basic ${Buffer.from(url.credentials, 'utf8').toString('base64')}`;
  }
  return headers;
}

/** Where a redirect leads; `null` where it leads nowhere that can be asked. */
function redirectTarget(answer: Answer, from: CallbackUrl): CallbackUrl | null {
  if (answer.kind !== 'answered' || answer.location === null) return null;
  return URL.canParse(answer.location, from.signed)
    ? parseCallbackUrl(new URL(answer.location, from.signed).href)
    : null;
}

/** Makes what sends callbacks. */
export function createDeliver({ agents, clock }: { readonly agents: Agents; readonly clock: SandboxClock }): Deliver {
  let stopped = false;

  async function tryOnce(outgoing: Outgoing, body: Buffer, number: number, deadline: number): Promise<DeliveryAttempt> {
    const startedAt = clock.now();
    const { timing } = outgoing.url;
    let { url } = outgoing;
    for (let followed = 0; ; followed += 1) {
      const answer = await attempt({
        url,
        headers: requestHeaders(outgoing, url, body),
        body,
        transmission: outgoing.transmission(number),
        timing,
        deadline,
        agents,
        clock,
      });
      const outcome = { durationMs: clock.now() - startedAt, redirects: followed };
      if (answer.kind === 'failed') return { ...outcome, status: null, errorCode: answer.code };
      const { status } = answer;
      if (status >= 200 && status < 300) return { ...outcome, status, errorCode: null };
      const target = redirects.has(status) ? redirectTarget(answer, url) : null;
      if (target === null) return { ...outcome, status, errorCode: '11217' };
      if (followed === maxRedirects) return { ...outcome, status, errorCode: '11215' };
      url = target;
    }
  }

  return {
    async send(outgoing) {
      const body = Buffer.from(outgoing.body, 'utf8');
      const deadline = clock.now() + outgoing.url.timing.totalMs;
      const attempts: DeliveryAttempt[] = [];
      while (attempts.length < maxAttempts) {
        const tried = await tryOnce(outgoing, body, attempts.length, deadline);
        attempts.push(tried);
        if (tried.errorCode === null || clock.now() >= deadline || stopped) break;
      }
      return attempts;
    },
    stop() {
      stopped = true;
    },
  };
}

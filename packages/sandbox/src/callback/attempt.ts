import type { Buffer } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import type { SandboxClock, TimerHandle } from '../clock/clock.ts';
import type { CallbackTiming } from './callback-timing.ts';
import type { CallbackUrl } from './callback-url.ts';
import { type EndpointErrorCode, endpointErrorOf } from './endpoint-error.ts';
import { type Transmission, transmit } from './transmission.ts';

/** Largest answer that is read, in bytes. */
const maxAnswerBytes = 64 * 1024;

/** What became of one request. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly location: string | null }
  | { readonly kind: 'failed'; readonly code: EndpointErrorCode };

/** Connections that are kept open between callbacks. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** One request to make. */
export interface Attempt {
  readonly url: CallbackUrl;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly transmission: Transmission;
  readonly timing: CallbackTiming;
  /** When all attempts together have to be over, by `clock`. */
  readonly deadline: number;
  readonly agents: Agents;
  /** The network's clock, not that of messages' lives. */
  readonly clock: SandboxClock;
}

const noAnswer: Answer = { kind: 'failed', code: '11200' };

/** The same, or `stale`: the connection was an idle one that the endpoint had closed, and nothing was asked yet. */
function ask(options: Attempt): Promise<Answer | { readonly kind: 'stale' }> {
  const { url, timing, clock, deadline } = options;
  return new Promise((resolve) => {
    let settled = false;
    let answering = false;
    let givenUp = false;

    // Until a connection is there, or was there already, both times together are all it has.
    let timer: TimerHandle = clock.setTimeout(giveUp, shorter(timing.connectMs + timing.readMs));

    function shorter(milliseconds: number): number {
      return Math.min(milliseconds, deadline - clock.now());
    }
    function settle(answer: Answer | { readonly kind: 'stale' }): void {
      settled = true;
      clock.clearTimeout(timer);
      resolve(answer);
    }
    function giveUp(): void {
      givenUp = true;
      request.destroy();
    }
    /** Nothing may take longer than `milliseconds` from now, or past the deadline. */
    function allow(milliseconds: number): void {
      if (settled) return;
      clock.clearTimeout(timer);
      timer = clock.setTimeout(giveUp, shorter(milliseconds));
    }
    function onError(error: NodeJS.ErrnoException): void {
      const stale = request.reusedSocket && error.code === 'ECONNRESET' && !answering && !givenUp;
      settle(stale ? { kind: 'stale' } : { kind: 'failed', code: endpointErrorOf(error) });
    }
    function onResponse(response: http.IncomingMessage): void {
      let length = 0;
      answering = true;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxAnswerBytes) {
          settle({ kind: 'failed', code: '11750' });
          request.destroy();
        } else {
          allow(timing.readMs);
        }
      });
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        settle({ kind: 'answered', status: statusCode, location: headers.location ?? null });
      });
      response.on('error', () => settle(noAnswer));
      response.on('close', () => settle(noAnswer));
    }

    const request = (url.secure ? https : http).request({
      host: url.hostname,
      port: url.port,
      path: url.path,
      method: 'POST',
      agent: url.secure ? options.agents.https : options.agents.http,
      headers: options.headers,
    });
    request.on('response', onResponse);
    request.on('error', onError);
    request.on('close', () => settle(noAnswer));
    // Never before there is a connection: only what has been handed to the system counts as finished.
    request.on('finish', () => allow(timing.readMs));
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      allow(timing.connectMs);
      socket.once(url.secure ? 'secureConnect' : 'connect', () => allow(timing.readMs));
    });
    transmit(request, options.body, options.transmission, giveUp);
  });
}

/** Sends a callback once and waits for the answer. Never rejects. Source: docs/sandbox.md, "Callbacks". */
export async function attempt(options: Attempt): Promise<Answer> {
  for (;;) {
    const answer = await ask(options);
    // That an idle connection was closed says nothing of the endpoint: asked again, it takes another or a new one.
    if (answer.kind !== 'stale') return answer;
  }
}

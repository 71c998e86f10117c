import { Buffer } from 'node:buffer';
import { type OutgoingRequest, openRequest } from './open-request.ts';

/** How long to wait, in milliseconds. SignalWire's own limits are the default. */
export interface SendLimits {
  /** @default 2000 */
  readonly connectMs?: number;
  /** From the connection to the whole answer. @default 5000 */
  readonly answerMs?: number;
  readonly signal?: AbortSignal;
}

/** What came of a request. */
export type SendResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly statusText: string;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      /** At most `mostAnswerBytes` of it. */
      readonly body: Buffer;
      readonly tookMs: number;
    }
  /** Nobody listens there, as far as can be told from here. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Somebody does, and said nothing, or not in time. */
  | { readonly kind: 'unanswered'; readonly reason: string; readonly tookMs: number };

/** Most bytes kept of an answer: one more than SignalWire takes (64 kB), and some. */
export const mostAnswerBytes = 80 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed: name it in NODE_EXTRA_CA_CERTS to trust it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'it does not speak TLS: is the URL http rather than https?',
};

function reasonOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.name;
  // A host with several addresses fails with one error of several.
  const inner = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined) : undefined;
  const known = reasons[inner?.code ?? code];
  if (known !== undefined) return known;
  return code.startsWith('HPE_') ? 'what listens there does not speak HTTP' : code;
}

/** Sends one request, on a connection of its own, and waits for the answer. Follows no redirect. Never rejects. */
export function sendRequest(outgoing: OutgoingRequest, limits: SendLimits = {}): Promise<SendResult> {
  const { connectMs = 2_000, answerMs = 5_000, signal } = limits;
  const secure = /^https:/i.test(outgoing.url);
  let started = performance.now();
  const tookMs = (): number => Math.round(performance.now() - started);
  return new Promise((resolve) => {
    let connected = false;
    let answering = false;
    let timer: NodeJS.Timeout | undefined;
    function settle(result: SendResult): void {
      clearTimeout(timer);
      resolve(result);
      request.destroy();
    }
    function give(up: string): void {
      settle(
        connected || signal?.aborted
          ? { kind: 'unanswered', reason: up, tookMs: tookMs() }
          : { kind: 'unreachable', reason: up },
      );
    }
    const request = openRequest(outgoing, signal);
    timer = setTimeout(give, connectMs, `no connection within ${connectMs} ms`);
    request.on('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        connected = true;
        clearTimeout(timer);
        timer = setTimeout(give, answerMs, `no answer within ${answerMs} ms`);
      });
    });
    // Whoever answers before the body is out may close the connection on the rest: the answer is what counts.
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!answering) give(signal?.aborted ? 'stopped' : reasonOf(error));
    });
    request.on('response', (response) => {
      answering = true;
      const { statusCode: status = 0, statusMessage: statusText = '', headers } = response;
      const pieces: Buffer[] = [];
      let length = 0;
      const whole = (): void =>
        settle({
          kind: 'answered',
          status,
          statusText,
          headers,
          body: Buffer.concat(pieces).subarray(0, mostAnswerBytes),
          tookMs: tookMs(),
        });
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        length += piece.length;
        if (length >= mostAnswerBytes) whole();
      });
      response.on('end', whole);
      response.on('error', () => give('the connection was cut within the answer'));
    });
    const { body, pauseMs } = outgoing;
    if (pauseMs === undefined) {
      request.end(body);
      return;
    }
    const half = Math.floor(body.length / 2);
    request.setNoDelay(true);
    request.write(body.subarray(0, half));
    setTimeout(() => {
      // Whoever waits for the rest is not slow.
      started = performance.now();
      request.end(body.subarray(half));
    }, pauseMs);
  });
}

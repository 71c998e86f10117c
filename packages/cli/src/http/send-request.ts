import { Buffer } from 'node:buffer';
import { type ClientRequest, request as openHttp } from 'node:http';
import { request as openHttps } from 'node:https';

/** A request as it goes out: neither its URL nor its body is re-encoded. */
export interface OutgoingRequest {
  readonly method: string;
  /** Credentials in it become Basic authentication; a fragment stays here. */
  readonly url: string;
  /** Names and values, or both in turn as `rawHeaders` has them. */
  readonly headers: Readonly<Record<string, string>> | readonly string[];
  readonly body: Uint8Array;
  /** Send it without `content-length`. @default false */
  readonly chunked?: boolean;
}

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

interface Target {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly authority: string;
  readonly credentials: string | undefined;
}

function targetOf(url: string): Target {
  const [, scheme = '', userInfo, authority = '', path = ''] =
    /^(https?):\/\/(?:([^/?#]*)@)?([^/?#]*)([^#]*)/is.exec(url) ?? [];
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|(.*?))(?::(\d*))?$/s.exec(authority) ?? [];
  return {
    secure: scheme.toLowerCase() === 'https',
    host: bracketed ?? plain ?? '',
    port: port ? Number(port) : undefined,
    path: path.startsWith('/') ? path : `/${path}`,
    authority,
    credentials: userInfo === undefined ? undefined : decodeURIComponent(userInfo),
  };
}

function headersOf({ headers, body, chunked }: OutgoingRequest, { authority, credentials }: Target): string[] {
  const flat =
    (headers as readonly string[]).length === undefined
      ? Object.entries(headers).flat()
      : [...(headers as readonly string[])];
  const names = new Set(flat.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  if (!names.has('host')) flat.push('Host', authority);
  if (credentials !== undefined && !names.has('authorization')) {
    flat.push('Authorization', `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`);
  }
  if (chunked) flat.push('Transfer-Encoding', 'chunked');
  else if (!names.has('content-length')) flat.push('Content-Length', String(body.length));
  return flat;
}

/** Sends one request, on a connection of its own, and waits for the answer. Follows no redirect. Never rejects. */
export function sendRequest(outgoing: OutgoingRequest, limits: SendLimits = {}): Promise<SendResult> {
  const { connectMs = 2_000, answerMs = 5_000, signal } = limits;
  const target = targetOf(outgoing.url);
  const started = performance.now();
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
      settle(connected ? { kind: 'unanswered', reason: up, tookMs: tookMs() } : { kind: 'unreachable', reason: up });
    }
    const request: ClientRequest = (target.secure ? openHttps : openHttp)({
      host: target.host,
      port: target.port,
      method: outgoing.method,
      path: target.path,
      headers: headersOf(outgoing, target),
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    timer = setTimeout(give, connectMs, `no connection within ${connectMs} ms`);
    request.on('socket', (socket) => {
      socket.once(target.secure ? 'secureConnect' : 'connect', () => {
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
    request.end(outgoing.body);
  });
}

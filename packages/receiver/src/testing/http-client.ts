import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Longest wait for an answer, in milliseconds. Far beyond what any case asks for: whoever takes longer hangs. */
export const answerLimitMs = 3_000;

/** A request as it goes out; nothing of it is re-encoded. */
export interface OutgoingRequest {
  readonly method: string;
  /** Where to connect to. */
  readonly origin: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** One write, or as many as the generator yields. The generator is left alone once the answer is there. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Sends no `content-length`. @default false */
  readonly chunked?: boolean;
  /** Keeps the connection for the next request. @default a connection of its own */
  readonly agent?: Agent;
}

/** An answer as it came in. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Whether the connection had served a request before. */
  readonly reusedConnection: boolean;
}

async function writeBody(request: ClientRequest, body: OutgoingRequest['body'], answered: () => boolean) {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    request.end(body);
    return;
  }
  for await (const piece of body) {
    if (answered()) return;
    if (!request.write(piece)) await Promise.race([once(request, 'drain'), once(request, 'response')]);
  }
  request.end();
}

async function readReply(request: ClientRequest, response: IncomingMessage): Promise<Reply> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(pieces).toString('utf8'),
    reusedConnection: request.reusedSocket,
  };
}

/** Sends a request and waits for the answer, even where that comes before the body is out. Fails where none comes in time. */
export function exchange(outgoing: OutgoingRequest): Promise<Reply> {
  const { method, origin, target, headers, body } = outgoing;
  const wholeBody = typeof body === 'string' || body instanceof Uint8Array;
  // Told outright, as Node would count a body that it gets in one piece.
  const length = wholeBody ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const framing = outgoing.chunked ? { 'transfer-encoding': 'chunked' } : length;
  const [host = '', port = ''] = origin.replace('http://', '').split(':');
  return new Promise((resolve, reject) => {
    let done = false;
    let answering = false;
    const request = openRequest({
      host,
      port,
      method,
      path: target,
      headers: { ...framing, ...headers },
      agent: outgoing.agent ?? false,
    });
    // So that each write leaves as a packet of its own.
    request.setNoDelay(true);
    function settle(conclude: () => void): void {
      if (done) return;
      done = true;
      clearTimeout(timer);
      conclude();
      if (outgoing.agent === undefined) request.destroy();
    }
    function fail(message: string): void {
      settle(() => reject(new assert.AssertionError({ message: `${method} ${target}: ${message}` })));
    }
    const timer = setTimeout(fail, answerLimitMs, `no answer within ${answerLimitMs} ms`);
    // A sender that is still writing hears of the closed connection, too; the answer, where there is one, is what counts.
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!answering) fail(`the connection broke before an answer came (${error.code})`);
    });
    request.on('response', (response) => {
      answering = true;
      readReply(request, response).then(
        (reply) => settle(() => resolve(reply)),
        () => fail('the connection broke within the answer'),
      );
    });
    writeBody(request, body, () => done).catch(() => fail('the body could not be written'));
  });
}

/** Sends the head of a request and what it has of the body, waits, and goes away: politely (FIN) or not (RST). */
export async function sendAndLeave(
  { method, origin, target, headers, body }: OutgoingRequest & { readonly body: string },
  manner: 'end' | 'reset',
  wait: () => Promise<void>,
): Promise<void> {
  const [host = '', port = ''] = origin.replace('http://', '').split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect').catch(() => assert.fail('the host takes no connections any more'));
  socket.on('error', () => {});
  const lines = Object.entries({ host: `${host}:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  await wait();
  if (manner === 'end') socket.destroy();
  else socket.resetAndDestroy();
}

/** One connection, kept open from request to request. Close it by `destroy()`. */
export function createSingleConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

/** Splits bytes at the given places into writes of their own, with a pause between them. */
export async function* inPieces(
  bytes: Uint8Array,
  cuts: readonly number[],
  pauseMs: number,
): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    if (start > 0) await wait(pauseMs);
    yield bytes.subarray(start, end);
    start = end;
  }
}

import { connect, type Socket } from 'node:net';
import type { FuzzRequest } from './fuzz-request.ts';

/** What came back: a status, nothing as the connection ended, or nothing at all in time. */
export type Answer = number | 'closed' | 'hung';

interface FinalAnswer {
  readonly status: number;
  /** Whether the host goes on with this connection. */
  readonly goesOn: boolean;
}

/** The first answer that is final, if all of it is there. */
function finalAnswer(text: string, method: string): FinalAnswer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const head = text.slice(0, headEnd);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? '599');
  const rest = text.slice(headEnd + 4);
  if (status < 200) return finalAnswer(rest, method);
  const goesOn = !/^connection: close/im.test(head) && head.startsWith('HTTP/1.1');
  if (method === 'HEAD' || status === 204 || status === 304) return { status, goesOn };
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  const whole = length === undefined ? !goesOn || rest.endsWith('0\r\n\r\n') : rest.length >= Number(length);
  return whole ? { status, goesOn } : null;
}

function write(socket: Socket, { bytes, cuts, afterwards }: FuzzRequest): void {
  let from = 0;
  for (const cut of cuts) {
    socket.write(bytes.subarray(from, cut));
    from = cut;
  }
  socket.write(bytes.subarray(from), () => {
    if (afterwards === 'leaves') socket.destroy();
  });
  if (afterwards === 'ends') socket.end();
}

/** Sends requests to one host, one behind the other, over a connection that is kept as long as the host keeps it. */
export interface Connection {
  /** Resolves in any case: a host that does not answer is what is looked for. */
  send(request: FuzzRequest): Promise<Answer>;
  close(): void;
}

/** Opens no connection until there is something to send. `patienceMs`: when a host that says nothing counts as hung. */
export function createConnection(port: number, { patienceMs }: { readonly patienceMs: number }): Connection {
  let kept: Socket | null = null;

  function exchange(socket: Socket, request: FuzzRequest): Promise<Answer> {
    return new Promise((resolve) => {
      let received = '';
      const patience = setTimeout(() => settle('hung', false), patienceMs);

      function settle(answer: Answer, goesOn: boolean): void {
        clearTimeout(patience);
        socket.removeAllListeners();
        // What comes behind the answer, a reset say, is nobody's concern.
        socket.on('error', () => {});
        if (goesOn) kept = socket;
        else socket.destroy();
        resolve(answer);
      }

      socket.on('data', (data) => {
        received += data.toString('latin1');
        const answer = finalAnswer(received, request.method);
        if (answer !== null) settle(answer.status, answer.goesOn && request.whole && request.afterwards === 'waits');
      });
      socket.on('error', () => settle('closed', false));
      socket.on('close', () => settle('closed', false));
      write(socket, request);
    });
  }

  const open = () => connect({ port, host: '127.0.0.1', noDelay: true });
  return {
    async send(request) {
      const socket = kept;
      kept = null;
      if (socket === null || socket.destroyed) return await exchange(open(), request);
      const answer = await exchange(socket, request);
      // The host may have ended an idle connection at the very moment.
      return answer === 'closed' ? await exchange(open(), request) : answer;
    },
    close() {
      kept?.destroy();
      kept = null;
    },
  };
}

import http from 'node:http';
import { onTestFinished } from 'vitest';
import { listening } from './world.ts';

/** What a gateway does with a request instead of passing it on. */
export type GatewayFault =
  | { readonly kind: 'pass' }
  /** Answers so, without asking behind it. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'cut' }
  /** Begins an answer and closes the connection in the middle of it. */
  | { readonly kind: 'cut_body' }
  /** Passes the request on at once, and the answer only when this has resolved. */
  | { readonly kind: 'held'; readonly until: Promise<void> };

/** A request that came to a gateway. */
export interface GatewayRequest {
  readonly path: string;
  readonly search: string;
  readonly authorization: string | undefined;
}

/** A real server between a client and a sandbox that does to requests what a network does. */
export interface FaultyGateway {
  readonly url: string;
  readonly requests: GatewayRequest[];
  /** Most requests that were under way at once. */
  readonly mostAtOnce: () => number;
}

/** Starts a gateway, until the test is over. `decide`: what becomes of each request. */
export async function startGateway(
  behind: string,
  decide: (request: GatewayRequest) => GatewayFault,
): Promise<FaultyGateway> {
  const requests: GatewayRequest[] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  let url = '';
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());

  const server = http.createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://gateway');
    const seen = { path: pathname, search, authorization: request.headers.authorization };
    requests.push(seen);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    response.on('close', () => {
      underWay -= 1;
    });
    const fault = decide(seen);
    switch (fault.kind) {
      case 'pass':
        return void passOn(request, response, Promise.resolve());
      case 'held':
        return void passOn(request, response, fault.until);
      case 'answer':
        response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
        return void response.end(fault.body ?? '{}');
      case 'silent':
        return;
      case 'cut':
        return void request.socket.destroy();
      case 'cut_body':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"sid":');
        return void setTimeout(() => request.socket.destroy(), 5);
    }
  });

  async function passOn(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    until: Promise<void>,
  ): Promise<void> {
    const headers = { authorization: request.headers.authorization ?? '' };
    const { status, body } = await ask(`${behind}${request.url}`, headers, agent);
    await until;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body.replaceAll(behind, url));
  }

  url = await listening(server);
  return { url, requests, mostAtOnce: () => mostAtOnce };
}

function ask(
  url: string,
  headers: http.OutgoingHttpHeaders,
  agent: http.Agent,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers, agent }, (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          body += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      })
      .on('error', reject);
  });
}

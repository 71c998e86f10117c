import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReceiver } from '../src/index.ts';
import { type NodeRequestContext, receiveFromNode, writeNodeReply } from '../src/node.ts';
import type { AdapterSetup, AdapterSubject } from '../src/testing.ts';

/** One request on plain node:http, as a framework's router would hand it on. */
export interface NodeExchange extends NodeRequestContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Ends the host, as an uncaught error would. */
  readonly crash: () => void;
}

/** An adapter on plain node:http. What it rejects with has reached the error path. */
export type NodeMiddleware = (exchange: NodeExchange) => Promise<void>;

/** The adapter as it should be. */
export function statusCallbacks({ options, next }: AdapterSetup): NodeMiddleware {
  const receiver = createReceiver(options);
  return async ({ request, response, ...context }) => {
    const outcome = await receiveFromNode(receiver, request, context);
    if (outcome === null) return;
    if (outcome.kind === 'accepted' && next !== null) {
      await next(outcome);
      response.writeHead(202).end();
    } else {
      writeNodeReply(response, outcome.reply);
    }
  };
}

/** All of a request's body; `null` where the sender went away first. */
export async function drain(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}

/** `a=1&a=2&b[c]=3`, as parsers for frameworks return it; `nesting` turns `b[c]` into an object. */
function parseForm(text: string, nesting: boolean): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const [, outer = '', inner = ''] = (nesting && /^(\w+)\[(\w+)\]$/.exec(name)) || [];
    if (outer !== '') body[outer] = { [inner]: value };
    else if (name in body) body[name] = [body[name], value].flat();
    else body[name] = value;
  }
  return body;
}

const parsers: Readonly<Record<string, (bytes: Buffer, isForm: boolean) => NodeRequestContext>> = {
  'keeps rawBody as bytes': (bytes) => ({ rawBody: bytes, body: {} }),
  'keeps rawBody as text': (bytes) => ({ rawBody: bytes.toString(), body: {} }),
  'leaves the bytes as body': (bytes) => ({ body: bytes }),
  'parses forms flat': (bytes, isForm) => ({ body: isForm ? parseForm(bytes.toString(), false) : {} }),
  'parses forms into objects': (bytes, isForm) => ({ body: isForm ? parseForm(bytes.toString(), true) : {} }),
  'keeps nothing': () => ({}),
};

/** Plain node:http with that middleware, and with parsers that leave what those of frameworks leave. */
export function createNodeSubject(
  name: string,
  createMiddleware: (setup: AdapterSetup) => NodeMiddleware = statusCallbacks,
): AdapterSubject {
  return {
    name,
    parsers: [
      { name: 'keeps rawBody as bytes', form: 'bytes', json: 'bytes' },
      { name: 'keeps rawBody as text', form: 'bytes', json: 'bytes' },
      { name: 'leaves the bytes as body', form: 'bytes', json: 'bytes' },
      { name: 'parses forms flat', form: 'fields', json: 'nothing' },
      { name: 'parses forms into objects', form: 'fields', json: 'nothing' },
      { name: 'keeps nothing', form: 'nothing', json: 'nothing' },
    ],
    async start(setup) {
      const middleware = createMiddleware(setup);
      const parse = setup.parser === null ? undefined : parsers[setup.parser];
      async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const bytes = parse === undefined ? null : await drain(request);
        const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
        const originalUrl = request.url ?? '';
        // As routers do.
        request.url = originalUrl.replace(setup.prefix, '');
        await middleware({
          ...(bytes === null ? {} : parse?.(bytes, isForm)),
          request,
          response,
          originalUrl,
          crash: close,
        });
      }
      const server = createServer((request, response) => {
        serve(request, response).catch((error: unknown) => {
          setup.onError(error);
          if (!response.headersSent) response.writeHead(500).end();
        });
      });
      function close(): void {
        server.closeAllConnections();
        server.close();
      }
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return {
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        async close() {
          if (!server.listening) return;
          close();
          await once(server, 'close');
        },
      };
    },
  };
}

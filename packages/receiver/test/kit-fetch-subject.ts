import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createReceiver, toFetchHandler } from '../src/index.ts';
import type { AdapterSubject } from '../src/testing.ts';

/** A host with Web `Request` and `Response`, as bridges for Node make one. */
export const fetchSubject: AdapterSubject = {
  name: 'toFetchHandler',
  parsers: [],
  lacks: ['next', 'parsers', 'exactUrl'],
  async start({ options, next, parser, onError }) {
    if (next !== null || parser !== null) throw new Error('A fetch handler has nothing behind it, and nothing ahead.');
    const handle = toFetchHandler(createReceiver(options));
    const server = createServer((incoming, response) => {
      const { method = '', headers, url = '' } = incoming;
      const absoluteUrl = url.startsWith('/') ? `http://${headers.host}${url}` : url;
      if (!URL.canParse(absoluteUrl)) {
        response.writeHead(400).end();
        return;
      }
      const bodiless = method === 'GET' || method === 'HEAD';
      const request = new Request(absoluteUrl, {
        method,
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
        body: bodiless ? null : (Readable.toWeb(incoming) as ReadableStream),
        duplex: 'half',
      });
      handle(request)
        .then(async (reply) => response.writeHead(reply.status, [...reply.headers].flat()).end(await reply.text()))
        .catch((error: unknown) => {
          onError(error);
          response.writeHead(500).end();
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async close() {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    };
  },
};

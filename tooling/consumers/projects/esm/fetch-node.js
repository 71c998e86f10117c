import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { handle } from './receiver.js';

const server = createServer(async (request, response) => {
  const { method, headers, url } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(request), duplex: 'half' } : {};
  const answer = await handle(new Request(new URL(url, 'http://127.0.0.1'), { method, headers, ...body }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));

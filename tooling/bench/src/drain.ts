import type { IncomingMessage, ServerResponse } from 'node:http';

/** Reads a body to its end and looks at nothing: what the framework and the socket cost by themselves. */
export function drainAndAnswer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('data', () => {});
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 11 });
      response.end('<Response/>');
      resolve();
    });
  });
}

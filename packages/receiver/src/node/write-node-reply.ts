import type { ServerResponse } from 'node:http';
import type { CallbackReply } from '../callback-request.ts';

/** Writes a reply to Node's own response object, for adapters. Does nothing where an answer has begun already. */
export function writeNodeReply(response: ServerResponse, reply: CallbackReply): void {
  if (response.headersSent) return;
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  // The length is told by itself; and next to headers that the framework has set, `writeHead` takes longer.
  response.end(reply.body);
}

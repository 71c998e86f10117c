import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import type { CallbackReply } from '../callback-request.ts';

/** Writes a reply to Node's own response object, for adapters. Does nothing where an answer has begun already. */
export function writeNodeReply(response: ServerResponse, reply: CallbackReply): void {
  if (response.headersSent) return;
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

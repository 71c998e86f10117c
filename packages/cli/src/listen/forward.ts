import type { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { createRequestUrl } from '@statuswire/receiver';
import { type SendResult, sendRequest } from '../http/send-request.ts';

// These concern one connection only, or the way in which the body travels on it.
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'content-length', 'expect'],
]);

/**
 * Passes a request on: its method, its headers, `Host` included, and its bytes. Its query goes along where the URL has none,
 * and that of a GET callback always, as it carries the fields.
 */
export function forwardRequest(
  url: string,
  request: {
    readonly method: string;
    readonly target: string;
    readonly rawHeaders: readonly string[];
    readonly rawBody: Buffer;
  },
  signal: AbortSignal,
): Promise<SendResult> {
  const { method, target, rawHeaders, rawBody } = request;
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]];
    if (!hopByHop.has(name.toLowerCase())) headers.push(name, value);
  }
  // The same rule as for the URL that is checked: so the application computes what SignalWire signed.
  const forwardUrl = createRequestUrl({ publicUrl: url })({ method, url: target, headers: {} });
  return sendRequest({ method, url: forwardUrl, headers, body: rawBody }, { signal });
}

/** Tells the sender what the application answered, its headers and bytes as they came: they may be compressed. */
export function relayAnswer(response: ServerResponse, result: SendResult): void {
  if (result.kind !== 'answered') {
    response.writeHead(result.kind === 'unanswered' ? 504 : 502, { 'content-type': 'text/plain' });
    response.end('the application did not answer\n');
    return;
  }
  for (const [name, value] of Object.entries(result.headers)) {
    if (value !== undefined && !hopByHop.has(name)) response.setHeader(name, value);
  }
  response.statusCode = result.status;
  response.end(result.body);
}

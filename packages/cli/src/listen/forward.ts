import type { Buffer } from 'node:buffer';
import type { CallbackReply } from '@statuswire/receiver';
import { type SendResult, sendRequest } from '../http/send-request.ts';

// These concern one connection only, or the way in which the body travels on it.
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'content-length', 'expect'],
]);

/** Passes a request on: its method, its headers, `Host` included, and its bytes, with its query where the URL has none. */
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
  const query = target.includes('?') && !url.includes('?') ? target.slice(target.indexOf('?')) : '';
  return sendRequest({ method, url: url.replace(/#.*$/s, '') + query, headers, body: rawBody }, { signal });
}

/** What the sender is told of what the application answered. */
export function relayedReply(result: SendResult): CallbackReply {
  if (result.kind !== 'answered') {
    const status = result.kind === 'unanswered' ? 504 : 502;
    return { status, headers: { 'content-type': 'text/plain' }, body: 'the application did not answer\n' };
  }
  const contentType = result.headers['content-type'];
  return {
    status: result.status,
    headers: typeof contentType === 'string' ? { 'content-type': contentType } : {},
    body: result.body.toString('utf8'),
  };
}

import { StatusWireError } from '@statuswire/contracts';
import { BodyAlreadyReadError } from './body-already-read-error.ts';
import { timedOut, within } from './deadline.ts';
import type { BodyRejectReason } from './outcome.ts';
import type { Receiver } from './receiver.ts';

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | BodyRejectReason> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > maxBytes) return 'body_too_large';
      chunks.push(part.value);
    }
  } catch {
    return 'body_incomplete';
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

async function readRequestBody(
  request: Request,
  limits: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<Uint8Array | BodyRejectReason> {
  if (request.bodyUsed || request.body?.locked) {
    throw new BodyAlreadyReadError(
      'The body of the request was read, or is being read, before the handler got it, so its signature cannot be checked. Pass the request on unread, or a clone made before it was read.',
    );
  }
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const body = await within(readAll(reader, limits.maxBytes), limits.timeoutMs);
  if (body instanceof Uint8Array) return body;
  // What is still to come is of no use: let the sender stop.
  reader.cancel().catch(() => {});
  return body === timedOut ? 'body_timeout' : body;
}

/**
 * Makes a handler for hosts with Web `Request` and `Response`. Such a host gives the URL after a URL parser has been over it:
 * set `publicUrl` where the query holds characters that a parser re-encodes. Throws `STATUSWIRE_INVALID_OPTIONS` for a
 * receiver without `onEvent`, as nobody else could handle the event before the sender is told 200.
 */
export function toFetchHandler(receiver: Receiver): (request: Request) => Promise<Response> {
  if (!receiver.handlesEvents) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'toFetchHandler needs a receiver with onEvent: there is no next handler here that could handle the event before the sender is told 200.',
    );
  }
  return async (request) => {
    const head = { method: request.method, url: request.url, headers: Object.fromEntries(request.headers) };
    const { reply } = await receiver.receiveFrom(head, (limits) => readRequestBody(request, limits));
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  };
}

import { StatusWireError } from '@statuswire/contracts';
import { BodyAlreadyReadError } from './body-already-read-error.ts';
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

/** A reader of a request's body; `null` where it has none. Throws `BodyAlreadyReadError` where somebody else has it. */
function readerOf(request: Request): ReadableStreamDefaultReader<Uint8Array> | null {
  if (request.bodyUsed || request.body?.locked) {
    throw new BodyAlreadyReadError(
      'The body of the request was read, or is being read, before the handler got it, so its signature cannot be checked. Pass the request on unread, or a clone made before it was read.',
    );
  }
  return request.body === null ? null : request.body.getReader();
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
    const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
    const { reply } = await receiver.receiveFrom(head, ({ maxBytes }) => {
      const reader = readerOf(request);
      if (reader === null) return new Uint8Array();
      readers.push(reader);
      return readAll(reader, maxBytes);
    });
    // What may still be to come is of no use: let the sender stop.
    for (const reader of readers) reader.cancel().catch(() => {});
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  };
}

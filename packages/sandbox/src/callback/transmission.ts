import type { Buffer } from 'node:buffer';
import type { ClientRequest } from 'node:http';

/** How a body goes over the wire. */
export type Transmission =
  | { readonly kind: 'whole' }
  | { readonly kind: 'pieces'; readonly sizes: readonly number[] }
  | { readonly kind: 'slow'; readonly pauseMs: number }
  | { readonly kind: 'cut' };

function half(body: Buffer): number {
  return Math.ceil(body.length / 2);
}

function writePieces(request: ClientRequest, body: Buffer, sizes: readonly number[]): void {
  let offset = 0;
  let piece = 0;
  function next(): void {
    if (request.destroyed) return;
    const size = sizes[piece];
    piece += 1;
    if (size === undefined || offset + size >= body.length) {
      request.end(body.subarray(offset));
      return;
    }
    request.write(body.subarray(offset, offset + size));
    offset += size;
    // A turn of the loop in between, so that each piece is a write, and most likely a packet, of its own.
    setImmediate(next);
  }
  next();
}

/** Writes a body in the given way. The request's `Content-Length` must already stand. `cut` ends the connection. */
export function transmit(request: ClientRequest, body: Buffer, transmission: Transmission, cut: () => void): void {
  switch (transmission.kind) {
    case 'whole':
      request.end(body);
      return;
    case 'pieces':
      writePieces(request, body, transmission.sizes);
      return;
    case 'slow':
      request.write(body.subarray(0, half(body)));
      setTimeout(() => {
        if (!request.destroyed) request.end(body.subarray(half(body)));
      }, transmission.pauseMs).unref();
      return;
    case 'cut':
      request.write(body.subarray(0, half(body)), cut);
      return;
  }
}

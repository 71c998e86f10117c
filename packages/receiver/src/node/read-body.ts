import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { BodyRejectReason } from '../outcome.ts';

/** What is read on and thrown away of a body that is too large, so that the sender can hear why, in multiples of the limit. */
const discardFactor = 16;

// A sender that is cut off while it still writes sees a broken connection instead of the 413.
function discard(request: IncomingMessage, mostBytes: number): void {
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > mostBytes) request.destroy();
  });
  request.on('error', () => {});
}

/** Reads a request's unread stream, at most `maxBytes` of it and for `timeoutMs` at the longest. Never rejects, never hangs. */
export function readBody(
  request: IncomingMessage,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<Uint8Array | BodyRejectReason> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;

    function settle(result: Uint8Array | BodyRejectReason): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      chunks = [];
      resolve(result);
    }
    function onData(chunk: Buffer): void {
      length += chunk.length;
      if (length > maxBytes) {
        settle('body_too_large');
        discard(request, maxBytes * discardFactor);
      } else {
        chunks.push(chunk);
      }
    }
    function onEnd(): void {
      const [first] = chunks;
      settle(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length));
    }
    function onGone(): void {
      // Without a listener the error of a sender that went away would be thrown.
      request.on('error', () => {});
      settle('body_incomplete');
    }

    const timer = setTimeout(settle, timeoutMs, 'body_timeout' satisfies BodyRejectReason);
    // Nothing would be told of a body that another reader has seen the end of.
    if (request.readableEnded) onEnd();
    else if (request.destroyed) onGone();
    else request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

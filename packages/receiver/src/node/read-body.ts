import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { BodyRejectReason } from '../outcome.ts';

/** What is read on and thrown away of a body that is too large, so that the sender can hear why, in multiples of the limit. */
const discardFactor = 16;

/**
 * Reads a request's unread stream, at most `maxBytes` of it. Never rejects. How long it may take is the receiver's to watch:
 * a sender that neither goes on nor goes away keeps it waiting.
 */
export function readBody(
  request: IncomingMessage,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Uint8Array | BodyRejectReason> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;
    let settled = false;

    // The listeners stay: `close` follows every `end`, an error without a listener would be thrown, and what still arrives of
    // a body that was given up has to be taken off the socket. To remove four of them costs as much as the rest of this.
    function settle(result: Uint8Array | BodyRejectReason): void {
      if (settled) return;
      settled = true;
      chunks = [];
      resolve(result);
    }
    function onData(chunk: Buffer): void {
      length += chunk.length;
      if (length > maxBytes) settle('body_too_large');
      if (!settled) chunks.push(chunk);
      // A sender that is cut off while it still writes sees a broken connection instead of the 413.
      else if (length > maxBytes * (discardFactor + 1)) request.destroy();
    }
    function onEnd(): void {
      const [first] = chunks;
      settle(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
    }
    function onGone(): void {
      settle('body_incomplete');
    }

    // Nothing would be told of a body that another reader has seen the end of.
    if (request.readableEnded) onEnd();
    else if (request.destroyed) onGone();
    else request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    // Listening starts a stream, but not one that somebody ahead has paused.
    if (request.isPaused()) request.resume();
  });
}

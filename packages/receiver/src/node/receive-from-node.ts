import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { CallbackOutcome } from '../outcome.ts';
import type { Receiver } from '../receiver.ts';
import { readBody } from './read-body.ts';
import { type ParserTraces, recoverBody } from './recover-body.ts';

/** What a framework knows of a request beside Node's own object. */
export interface NodeRequestContext extends ParserTraces {
  /** Path and query as they came, before any router took a prefix off: `originalUrl`. @default request.url */
  readonly originalUrl?: string;
}

// With an encoding set, the stream gives text: what was no UTF-8 would be lost already.
function bytesAreUnread(request: IncomingMessage): boolean {
  return !request.readableDidRead && request.readableEncoding === null;
}

function unlessGone(outcome: CallbackOutcome): CallbackOutcome | null {
  return outcome.kind === 'rejected' && outcome.reason === 'body_incomplete' ? null : outcome;
}

/**
 * Receives a callback from Node's own request object, for adapters. Resolves with `null` where the sender went away before
 * its request was whole: nobody is there to be answered. Rejects with `BodyAlreadyReadError` where the raw bytes are gone.
 */
export function receiveFromNode(
  receiver: Receiver,
  request: IncomingMessage,
  context: NodeRequestContext = {},
): Promise<CallbackOutcome | null> {
  const { headers, method = '' } = request;
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  const authority = headers.host ?? headers[':authority'] ?? '';
  const target = context.originalUrl ?? request.url ?? '';
  // A request may name its target whole, as one to a proxy does.
  const url = target.startsWith('/') ? `${scheme}://${authority}${target}` : target;
  return receiver
    .receiveFrom({ method, url, headers }, (limits) =>
      bytesAreUnread(request) ? readBody(request, limits) : recoverBody(context, headers, limits.exact),
    )
    .then(unlessGone);
}

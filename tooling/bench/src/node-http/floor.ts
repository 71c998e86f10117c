import type { RequestListener } from 'node:http';
import { handleByHand } from '../hand-written.ts';
import type { OnStatus } from '../status-sink.ts';

/** No framework at all: HMAC, parse, answer, at whatever path. */
export function createServer(onStatus: OnStatus): RequestListener {
  return (request, response) => void handleByHand(request, response, onStatus);
}

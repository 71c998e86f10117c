import { constants } from 'node:zlib';
import compression from 'compression';
import { eventStreamType } from '../live/event-stream.ts';

// By type and not by a list of all that could be compressed: all that is served here is text.
const compressed = /^(?:text\/|image\/svg\+xml|application\/(?:[\w.+-]*json\w*|javascript))/;

/**
 * Compresses what is worth it, by brotli or gzip as the client likes. Never an event stream: an event would wait for more to
 * come. It asks for Node's own objects only, so that it stands in front of either framework.
 */
export const compress = compression({
  threshold: 1_024,
  // Of JSON little more is gained by the next level, at twice the time.
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  filter(_request, response) {
    const type = String(response.getHeader('content-type') ?? '');
    return compressed.test(type) && !type.startsWith(eventStreamType);
  },
});

import type { Buffer } from 'node:buffer';
import { usageFailure } from '../command-failure.ts';
import type { CapturedRequest } from './captured-request.ts';
import { looksLikeCurl, parseCurl } from './parse-curl.ts';
import { parseJsonCapture } from './parse-json-capture.ts';
import { looksLikeHttp, parseRawHttp } from './parse-raw-http.ts';

/** Reads a captured request, whichever of the known forms it has. Throws a usage failure for anything else. */
export function parseCapture(bytes: Buffer): CapturedRequest {
  // A head holds ASCII, and so does a command up to its data.
  const start = bytes.toString('latin1', 0, 8_192);
  if (looksLikeHttp(start)) return parseRawHttp(bytes);
  const text = bytes.toString('utf8');
  if (looksLikeCurl(text)) return parseCurl(text);
  if (/^\s*\{/.test(text)) return parseJsonCapture(text);
  throw usageFailure(
    'This is no captured request: expected raw HTTP (POST /path HTTP/1.1 …), a curl command, HAR, or JSON with url, headers and body.',
  );
}

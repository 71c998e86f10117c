import { Buffer } from 'node:buffer';
import { usageFailure } from '../command-failure.ts';
import { type CapturedRequest, collectHeaders } from './captured-request.ts';

const requestLine = /^([A-Z]+) (\S+) HTTP\/[\d.]+$/;

/** Whether bytes begin as a request of HTTP/1.1 does. */
export function looksLikeHttp(text: string): boolean {
  return requestLine.test(text.split(/\r?\n/, 1)[0] ?? '');
}

function unchunk(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\n', at);
    const length = end === -1 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, end), 16);
    // Tools that show a body have often put it together already.
    if (Number.isNaN(length) || end + 1 + length > bytes.length) return bytes;
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(end + 1, end + 1 + length));
    at = end + 1 + length;
    while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1;
  }
}

/** Reads a raw HTTP request: its head with either line end, then the body's bytes. */
export function parseRawHttp(bytes: Buffer): CapturedRequest {
  const text = bytes.toString('latin1');
  const blank = /\r?\n\r?\n/.exec(text);
  const head = blank === null ? text.replace(/(?:\r?\n)+$/, '') : text.slice(0, blank.index);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const [, method = '', url = ''] = requestLine.exec(first) ?? [];
  const headers = collectHeaders(
    lines.map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw usageFailure('The captured request has a line in its head that is no header.');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const rest = blank === null ? Buffer.alloc(0) : bytes.subarray(blank.index + blank[0].length);
  if (/chunked/i.test(String(headers['transfer-encoding'] ?? ''))) {
    return { method, url, headers, rawBody: unchunk(rest) };
  }
  // Editors and shells put a line end behind what they save.
  const told = headers['content-length'];
  const length = told === undefined ? rest.toString('latin1').replace(/\r?\n$/, '').length : Number(told);
  const surplus = rest.toString('latin1', length);
  return { method, url, headers, rawBody: /^\s*$/.test(surplus) ? rest.subarray(0, length) : rest };
}

import { Buffer } from 'node:buffer';
import { usageFailure } from '../command-failure.ts';
import { type CapturedRequest, collectHeaders } from './captured-request.ts';

type Members = Readonly<Record<string, unknown>>;

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function headerPairs(headers: unknown): [string, string][] {
  // HAR lists them; others name them.
  const entries: [unknown, unknown][] = Array.isArray(headers)
    ? headers.map((one) => [members(one).name, members(one).value])
    : Object.entries(members(headers));
  return entries.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((single: unknown): [string, string][] =>
      typeof name === 'string' && !name.startsWith(':') && single !== undefined ? [[name, String(single)]] : [],
    ),
  );
}

function bodyOf(request: Members): Buffer {
  const { body, content, bodyBase64, postData } = request;
  if (typeof bodyBase64 === 'string') return Buffer.from(bodyBase64, 'base64');
  const text = body ?? content ?? members(postData).text ?? '';
  if (typeof text !== 'string') {
    throw usageFailure('The body of the captured request is JSON, not text: its bytes, which were signed, are gone.');
  }
  return Buffer.from(text, 'utf8');
}

/** The request that matters of a HAR file: the first with a signature. */
function harRequest(file: Members): Members | undefined {
  const { entries } = members(file.log);
  if (!Array.isArray(entries)) return undefined;
  const requests = entries.map((entry) => members(members(entry).request));
  return requests.find(({ headers }) => headerPairs(headers).some(([name]) => /signature/i.test(name))) ?? requests[0];
}

/** Reads a request that a tool captured as JSON: ours (`listen --json --unmasked`), HAR, or `{ method, url, headers, body }`. */
export function parseJsonCapture(json: string): CapturedRequest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw usageFailure('The captured request begins like JSON, and is none.');
  }
  const file = members(value);
  const request = harRequest(file) ?? ('request' in file ? members(file.request) : file);
  const { method, url } = request;
  if (typeof url !== 'string' || request.headers === undefined) {
    throw usageFailure('The captured request needs at least url, headers and body.');
  }
  return {
    method: typeof method === 'string' ? method : 'POST',
    url,
    headers: collectHeaders(headerPairs(request.headers)),
    rawBody: bodyOf(request),
  };
}

import { Buffer } from 'node:buffer';
import { parseArgs } from 'node:util';
import { split } from 'shlex';
import { usageFailure } from '../command-failure.ts';
import { type CapturedRequest, collectHeaders } from './captured-request.ts';

const text = { type: 'string', multiple: true } as const;

// Those that matter here, and of the others those that take a value, which must not be taken for the URL.
const curlOptions = {
  request: { ...text, short: 'X' },
  header: { ...text, short: 'H' },
  data: { ...text, short: 'd' },
  'data-raw': text,
  'data-ascii': text,
  'data-binary': text,
  'data-urlencode': text,
  json: text,
  form: { ...text, short: 'F' },
  url: text,
  user: { ...text, short: 'u' },
  'user-agent': { ...text, short: 'A' },
  cookie: { ...text, short: 'b' },
  referer: { ...text, short: 'e' },
  get: { type: 'boolean', short: 'G' },
  output: { ...text, short: 'o' },
  'max-time': { ...text, short: 'm' },
  'connect-timeout': text,
  proxy: { ...text, short: 'x' },
  resolve: text,
  'connect-to': text,
  cacert: text,
  cert: { ...text, short: 'E' },
  key: text,
  retry: text,
  'write-out': { ...text, short: 'w' },
} as const;

/** Whether a text begins as a command line of curl does. */
export function looksLikeCurl(command: string): boolean {
  return /^\s*(?:\$\s+)?curl\s/.test(command);
}

function words(command: string): string[] {
  try {
    return split(
      command
        .trim()
        .replace(/^\$\s+/, '')
        .replaceAll('\r\n', '\n'),
    );
  } catch {
    throw usageFailure('The curl command cannot be read: a quotation mark is missing.');
  }
}

function piece(name: string, value: string): string {
  if (name !== 'data-raw' && value.startsWith('@')) {
    throw usageFailure(`The curl command reads its body from ${value.slice(1)}: put the body into the command.`);
  }
  if (name !== 'data-urlencode') return value;
  const equals = value.indexOf('=');
  if (equals === -1) return encodeURIComponent(value);
  return `${equals === 0 ? '' : value.slice(0, equals + 1)}${encodeURIComponent(value.slice(equals + 1))}`;
}

/** Reads a command line of curl, as browsers, ngrok and other tools export it. */
export function parseCurl(command: string): CapturedRequest {
  const { tokens, positionals } = parseArgs({
    args: words(command).slice(1),
    options: curlOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = tokens.flatMap((token) =>
    token.kind === 'option' && typeof token.value === 'string' ? [{ name: token.name, value: token.value }] : [],
  );
  const last = (...names: string[]): string | undefined => values.findLast(({ name }) => names.includes(name))?.value;
  const url = last('url') ?? positionals[0];
  if (url === undefined) throw usageFailure('The curl command names no URL.');
  if (last('form') !== undefined) {
    throw usageFailure('The curl command sends a multipart form (-F), which no callback of SignalWire is.');
  }

  const json = values.some(({ name }) => name === 'json');
  const data = values.filter(({ name }) => name.startsWith('data') || name === 'json');
  const body = data.map(({ name, value }) => piece(name, value)).join(json ? '' : '&');
  const inQuery = tokens.some((token) => token.kind === 'option' && token.name === 'get');
  const credentials = last('user');
  const headers = collectHeaders([
    ...values
      .filter(({ name, value }) => name === 'header' && value.includes(':'))
      .map(({ value }): [string, string] => [
        value.slice(0, value.indexOf(':')),
        value.slice(value.indexOf(':') + 1).trim(),
      ]),
    ...(credentials === undefined
      ? []
      : [['authorization', `Basic ${Buffer.from(credentials).toString('base64')}`] as const]),
  ]);
  if (data.length > 0 && !inQuery && headers['content-type'] === undefined) {
    headers['content-type'] = json ? 'application/json' : 'application/x-www-form-urlencoded';
  }
  const absolute = /^https?:/i.test(url) ? url : `http://${url}`;
  return {
    method: last('request') ?? (data.length > 0 && !inQuery ? 'POST' : 'GET'),
    url: inQuery && body !== '' ? `${absolute}${absolute.includes('?') ? '&' : '?'}${body}` : absolute,
    headers,
    rawBody: Buffer.from(inQuery ? '' : body, 'utf8'),
  };
}

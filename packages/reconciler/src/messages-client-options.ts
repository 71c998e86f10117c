import { assertInteger, assertKnownOptions } from '@statuswire/contracts';
import { invalidOption } from './options.ts';

/** Options of `createMessagesClient`. */
export interface MessagesClientOptions {
  /** The space, as the dashboard names it: `example.signalwire.com`, with or without `https://`. Either this or `baseUrl`. */
  readonly spaceUrl?: string;
  /** The same as a whole URL, for a sandbox or a gateway. Plain HTTP is taken for loopback only. Either this or `spaceUrl`. */
  readonly baseUrl?: string;
  readonly projectId: string;
  /** The API token. Goes into the `Authorization` header and nowhere else. */
  readonly token: string;
  /** How long one attempt may take, the body included, in milliseconds. @default 10,000 */
  readonly timeoutMs?: number;
  /** How often a request is tried again that found nobody, timed out or was answered 5xx. @default 2 */
  readonly retries?: number;
  /** How long before the first of those; it doubles, and a random part of it is left out. Milliseconds. @default 500 */
  readonly retryDelayMs?: number;
  /** How long nothing is asked after a 429 that does not say, in milliseconds. @default 5,000 */
  readonly throttledMs?: number;
  /** Most requests at once; the others wait. @default 4 */
  readonly concurrency?: number;
  /** Largest answer that is read, in bytes. @default 33,554,432 */
  readonly maxAnswerBytes?: number;
  /** Hears of every attempt just before it is made: to count requests. What it throws is ignored. @default nobody */
  readonly onRequest?: (operation: RestOperation) => void;
  /** Our clock. @default the system's */
  readonly now?: () => Date;
  /** From 0 to just below 1. @default `Math.random` */
  readonly random?: () => number;
  /** What sends a request: another than Node's own takes a proxy or a dispatcher of yours. @default the global `fetch` */
  readonly fetch?: typeof fetch;
}

/** What a request asks for. */
export const restOperations = ['retrieve_message', 'list_messages', 'retrieve_log', 'list_logs'] as const;

/** What a request asks for. */
export type RestOperation = (typeof restOperations)[number];

/** The options, complete and checked. */
export type MessagesClientSettings = Required<Omit<MessagesClientOptions, 'spaceUrl' | 'baseUrl' | 'token'>> & {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly authorization: string;
};

const knownOptions = [
  'spaceUrl',
  'baseUrl',
  'projectId',
  'token',
  'timeoutMs',
  'retries',
  'retryDelayMs',
  'throttledMs',
  'concurrency',
  'maxAnswerBytes',
  'onRequest',
  'now',
  'random',
  'fetch',
] as const satisfies readonly (keyof MessagesClientOptions)[];

/** Checks options and fills in what was left out. Throws `STATUSWIRE_INVALID_OPTIONS`; the text never holds the token. */
export function clientSettings(options: MessagesClientOptions): MessagesClientSettings {
  assertKnownOptions('createMessagesClient', options, knownOptions);
  const { projectId, token } = options;
  // Basic authentication ends the name at the first colon.
  if (typeof projectId !== 'string' || !/^[!-9;-~]{1,200}$/.test(projectId)) {
    throw invalidOption(
      'projectId must be the id of a project: at most 200 characters of printable ASCII without spaces or a colon.',
    );
  }
  if (typeof token !== 'string' || !/^[!-~]{1,4096}$/.test(token)) {
    throw invalidOption('token must be an API token: printable ASCII without spaces.');
  }
  const settings = {
    projectId,
    baseUrl: baseUrlOf(options),
    authorization: `Basic ${btoa(`${projectId}:${token}`)}`,
    timeoutMs: options.timeoutMs ?? 10_000,
    retries: options.retries ?? 2,
    retryDelayMs: options.retryDelayMs ?? 500,
    throttledMs: options.throttledMs ?? 5_000,
    concurrency: options.concurrency ?? 4,
    maxAnswerBytes: options.maxAnswerBytes ?? 33_554_432,
    onRequest: options.onRequest ?? (() => {}),
    now: options.now ?? (() => new Date()),
    random: options.random ?? Math.random,
    fetch: options.fetch ?? globalThis.fetch,
  };
  assertInteger('timeoutMs', settings.timeoutMs, 1, 300_000);
  assertInteger('retries', settings.retries, 0, 10);
  assertInteger('retryDelayMs', settings.retryDelayMs, 0, 60_000);
  assertInteger('throttledMs', settings.throttledMs, 1, 3_600_000);
  assertInteger('concurrency', settings.concurrency, 1, 1_000);
  assertInteger('maxAnswerBytes', settings.maxAnswerBytes, 1_024, 1_073_741_824);
  return settings;
}

function baseUrlOf({ spaceUrl, baseUrl }: MessagesClientOptions): string {
  if ((spaceUrl === undefined) === (baseUrl === undefined)) {
    throw invalidOption('Give either spaceUrl (example.signalwire.com) or baseUrl (https://example.signalwire.com).');
  }
  const text = baseUrl ?? (spaceUrl?.includes('://') ? spaceUrl : `https://${spaceUrl}`);
  const url = tryUrl(text ?? '');
  const name = baseUrl === undefined ? 'spaceUrl' : 'baseUrl';
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.search !== '' || url.hash !== '') {
    throw invalidOption(`${name} must be a host, or an https URL without query and fragment.`);
  }
  if (url.username !== '' || url.password !== '') throw invalidOption(`${name} must not hold credentials: give token.`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw invalidOption(`${name} must be https: the token would cross the network in clear text.`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

// As a URL writes them: 127.0.0.0/8 also as an IPv6 address, as which a socket for both may have it.
const loopback = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3}|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/;

function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

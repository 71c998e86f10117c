import { type Problem, type StatusEvent, StatusWireError } from '@statuswire/contracts';
import type { CallbackRequest, CallbackRequestHead } from './callback-request.ts';
import type { CallbackOutcome, Verification } from './outcome.ts';
import type { PublicUrlFunction } from './request-url.ts';
import { missingKeyFault, type SigningKeyLookup, type SigningKeys, signingKeysFault } from './signing-keys.ts';

/** A verified delivery that is no callback we can read, with all that is needed to keep it and to try again. */
export interface UnprocessableDelivery {
  readonly problem: Problem;
  readonly request: CallbackRequest;
  readonly verification: Verification;
  /** ISO 8601 UTC, our clock. */
  readonly receivedAt: string;
}

/** What the receiver takes. Unknown names, blank keys and contradictions are refused when the receiver is made. */
export interface ReceiverOptions {
  // `| undefined` throughout: options come from environments, where what is not set is undefined.
  /** The project's signing key; several while one is being replaced; or a function that finds those of a project. */
  readonly signingKeys: SigningKeys | SigningKeyLookup | undefined;
  /**
   * The endpoint's URL as it was given to SignalWire; needed behind a proxy. Where it has no query string, the request's own
   * is appended byte for byte. A function is called with the request's path and query. @default the URL as the server saw it
   */
  readonly publicUrl?: string | PublicUrlFunction | undefined;
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host`. Only behind a proxy that sets them itself. @default false */
  readonly trustProxy?: boolean | undefined;
  /** `report` processes what would be rejected, marks it `unverified` and tells `onOutcome`: for trying out. @default 'enforce' */
  readonly mode?: 'enforce' | 'report' | undefined;
  /** Reject a wrong SHA-256 signature even beside a right SHA-1 one. @default false */
  readonly strictSha256?: boolean | undefined;
  /** The credentials in the endpoint's URL, to be demanded beside the signature. @default none demanded */
  readonly basicAuth?: { readonly username: string; readonly password: string } | undefined;
  /** Take compatibility callbacks by GET, too, with the fields in the query string. @default false */
  readonly allowGet?: boolean | undefined;
  /** Largest body taken, in bytes. @default 262144 (256 KiB) */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Longest time to an answer, in milliseconds. SignalWire waits 5,000. Without `onEvent` it bounds what comes before the next
   * handler: reading the body, and finding keys. @default 4500
   */
  readonly deadlineMs?: number | undefined;
  /** Handles an event. The sender is told 200 only after this has resolved; 500 if it throws, and SignalWire tries again. */
  readonly onEvent?: ((event: StatusEvent, context: { readonly verification: Verification }) => unknown) | undefined;
  /** Keeps a verified delivery that cannot be read. The sender is told 200 after this has resolved; 422 where there is none. */
  readonly onUnprocessable?: ((delivery: UnprocessableDelivery) => unknown) | undefined;
  /** Sees every outcome before the reply goes out. For logs and metrics: what it throws is ignored. */
  readonly onOutcome?:
    | ((outcome: CallbackOutcome, context: { readonly request: CallbackRequestHead }) => void)
    | undefined;
  /** Our clock. @default () => new Date() */
  readonly now?: (() => Date) | undefined;
}

/** Options that were checked: there are keys. */
export type CheckedOptions = ReceiverOptions & { readonly signingKeys: SigningKeys | SigningKeyLookup };

type Check = (value: unknown) => string | null;

const isFunction: Check = (value) => (typeof value === 'function' ? null : 'must be a function');
const isBoolean: Check = (value) => (typeof value === 'boolean' ? null : 'must be true or false');

function isWhole(unit: string, most: number): Check {
  return (value) =>
    Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most
      ? null
      : `must be a whole number of ${unit} from 1 to ${most}`;
}

const publicUrlFault: Check = (value) => {
  if (typeof value === 'function') return null;
  if (typeof value !== 'string' || !/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(value) || !URL.canParse(value)) {
    return "must be the endpoint's absolute URL as it was given to SignalWire, such as 'https://example.com/callbacks', or a function";
  }
  return null;
};

const basicAuthFault: Check = (value) => {
  const { username, password, ...others } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (Object.keys(others).length > 0) return 'has only username and password: nothing else of it is looked at';
  if (typeof username !== 'string' || typeof password !== 'string' || username === '' || password === '') {
    return 'must be { username, password }, both of them texts that are not empty';
  }
  return username.includes(':') ? 'must have a username without a colon: Basic authentication cannot carry one' : null;
};

const checks: Readonly<Record<keyof ReceiverOptions, Check>> = {
  signingKeys: (value) => (typeof value === 'function' ? null : signingKeysFault(value)),
  publicUrl: publicUrlFault,
  trustProxy: isBoolean,
  mode: (value) => (value === 'enforce' || value === 'report' ? null : "must be 'enforce' or 'report'"),
  strictSha256: isBoolean,
  basicAuth: basicAuthFault,
  allowGet: isBoolean,
  maxBodyBytes: isWhole('bytes', 64 * 1024 * 1024),
  deadlineMs: isWhole('milliseconds', 60_000),
  onEvent: isFunction,
  onUnprocessable: isFunction,
  onOutcome: isFunction,
  now: isFunction,
};

const optionNames = Object.keys(checks) as (keyof ReceiverOptions)[];

function unknownOption(name: string): string {
  const given = name.toLowerCase();
  const meant =
    optionNames.find((known) => given !== '' && known.toLowerCase().startsWith(given.slice(0, 4))) ??
    optionNames.find((known) => given.length >= 3 && known.toLowerCase().includes(given));
  const hint = meant === undefined ? `The options are ${optionNames.join(', ')}.` : `Did you mean ${meant}?`;
  return `"${name}" is no option. ${hint}`;
}

function contradictions(options: ReceiverOptions): string[] {
  const faults: string[] = [];
  if (options.publicUrl !== undefined && options.trustProxy === true) {
    faults.push('publicUrl and trustProxy contradict each other: publicUrl already tells the URL. Remove trustProxy.');
  }
  return faults;
}

/** Checks options and says all that is wrong with them at once. Throws `STATUSWIRE_INVALID_OPTIONS`. */
export function checkOptions(options: unknown): asserts options is CheckedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'The options must be one object, such as { signingKeys: process.env.SIGNALWIRE_SIGNING_KEY, onEvent }.',
    );
  }
  // `app.use(statusCallbacks)` would pass the request as options.
  if ('headers' in options && 'method' in options) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'statusCallbacks was mounted without being called: mount statusCallbacks({ signingKeys, onEvent }) instead.',
    );
  }
  const given = options as Readonly<Record<string, unknown>>;
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(checks, name))
    .map(unknownOption);
  for (const name of optionNames) {
    if (given[name] === undefined && name !== 'signingKeys') continue;
    const fault = given[name] === undefined ? missingKeyFault : checks[name](given[name]);
    if (fault !== null) faults.push(`${name} ${fault}.`);
  }
  if (faults.length === 0) faults.push(...contradictions(options as ReceiverOptions));
  if (faults.length > 0) throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', faults.join(' '));
}

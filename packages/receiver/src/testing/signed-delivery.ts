import { signCallback } from '../sign-callback.ts';

/** What a signed delivery says; everything but the key and the URL has a default. */
export interface SignedDeliveryOptions {
  readonly signingKey: string;
  /** The endpoint's URL as SignalWire would have been given it. */
  readonly url: string;
  /** @default 'compatibility' */
  readonly dialect?: 'compatibility' | 'platform';
  /** Any word: SignalWire's list grows. @default 'delivered' */
  readonly status?: string;
  /** @default 'b3877c40-da60-4998-90ad-b792e98472ms' */
  readonly messageId?: string;
  /** @default 'ea108133-d6b3-407c-9536-9fad8a929a6a' */
  readonly projectId?: string;
  /** @default '+15551234567' */
  readonly from?: string;
  /** @default '+15557654321' */
  readonly to?: string;
  /** @default 'Hello World!' */
  readonly body?: string | null;
  /** @default 1 */
  readonly segments?: number;
  /** Compatibility only. @default 0 */
  readonly media?: number;
  /** @default none */
  readonly errorCode?: string;
  /** Platform only. @default none */
  readonly errorMessage?: string;
  /** Platform only: ISO 8601, SignalWire's clock. @default '2026-03-17T22:26:57Z' */
  readonly timestamp?: string;
  /** Platform only. @default none */
  readonly customVariables?: Readonly<Record<string, string>>;
  /** Fields to add, or to replace; a list of values stands for a name that is repeated on a form. */
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  /** How a compatibility callback travels. @default 'form' */
  readonly encoding?: 'form' | 'json';
  /** A GET callback carries its fields in the query string. Compatibility only. @default 'POST' */
  readonly method?: 'POST' | 'GET';
  /** Add the SHA-256 header. @default false */
  readonly sha256?: boolean;
}

/** A request that SignalWire could have sent: pass it to `fetch`, to a socket or to a receiver. */
export interface SignedDelivery {
  readonly method: 'POST' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Fields = Readonly<Record<string, string | readonly string[] | number | null | object | undefined>>;

function compatibilityFields(options: SignedDeliveryOptions): Fields {
  const { errorCode } = options;
  return {
    MessageSid: options.messageId ?? 'b3877c40-da60-4998-90ad-b792e98472ms',
    AccountSid: options.projectId ?? 'ea108133-d6b3-407c-9536-9fad8a929a6a',
    MessageStatus: options.status ?? 'delivered',
    From: options.from ?? '+15551234567',
    To: options.to ?? '+15557654321',
    Body: options.body === undefined ? 'Hello World!' : (options.body ?? undefined),
    NumMedia: String(options.media ?? 0),
    NumSegments: String(options.segments ?? 1),
    ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
    ...options.fields,
  };
}

function platformFields(options: SignedDeliveryOptions): Fields {
  return {
    id: options.messageId ?? 'b3877c40-da60-4998-90ad-b792e98472ms',
    project_id: options.projectId ?? 'ea108133-d6b3-407c-9536-9fad8a929a6a',
    status: options.status ?? 'delivered',
    to: options.to ?? '+15557654321',
    from: options.from ?? '+15551234567',
    body: options.body === undefined ? 'Hello World!' : options.body,
    number_of_segments: options.segments ?? 1,
    timestamp: options.timestamp ?? '2026-03-17T22:26:57Z',
    error_code: options.errorCode ?? null,
    error_message: options.errorMessage ?? null,
    ...(options.customVariables === undefined ? {} : { custom_variables: options.customVariables }),
    ...options.fields,
  };
}

function formOf(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const single of Array.isArray(value) ? value : [value]) form.append(name, String(single));
  }
  return form.toString();
}

/**
 * A signed status callback of either dialect and of any status, in one call: for the tests of applications and of adapters.
 * Throws `STATUSWIRE_INVALID_OPTIONS` for an empty or blank key. Source: docs/receiving.md, "Testing".
 */
export function signedDelivery(options: SignedDeliveryOptions): SignedDelivery {
  const { signingKey, sha256 = false } = options;
  const dialect = options.dialect ?? 'compatibility';
  const fields = dialect === 'platform' ? platformFields(options) : compatibilityFields(options);
  if (options.method === 'GET') {
    // Behind a fragment, the fields would be part of it, and not be sent.
    const [address = ''] = options.url.split('#', 1);
    const url = `${address}${address.includes('?') ? '&' : '?'}${formOf(fields)}`;
    return {
      method: 'GET',
      url,
      headers: { ...signCallback({ signingKey, url, sha256, scheme: 'form_fields' }) },
      body: '',
    };
  }
  const json = dialect === 'platform' || options.encoding === 'json';
  const body = json ? JSON.stringify(fields) : formOf(fields);
  const scheme = json ? 'raw_body' : 'form_fields';
  return {
    method: 'POST',
    url: options.url,
    headers: {
      'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      ...signCallback({ signingKey, url: options.url, body, scheme, sha256 }),
    },
    body,
  };
}

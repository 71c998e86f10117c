import { StatusWireError } from '@statuswire/contracts';
import { createHmacKey, type HmacKey } from './hmac.ts';

/** Finds the keys of a project. `projectId` is what the request claims, not verified yet; `null` where it cannot be read. */
export type SigningKeyLookup = (query: {
  readonly projectId: string | null;
}) => SigningKeys | null | undefined | Promise<SigningKeys | null | undefined>;

/** One signing key, or several while one is being replaced. */
export type SigningKeys = string | readonly string[];

/** The keys that a request may be signed with; none means that the project is unknown. */
export type KeyRing = (projectId: string | null) => readonly HmacKey[] | Promise<readonly HmacKey[]>;

// Keys from a look-up come as text each time, while preparing one costs more than a signature does.
const maxPrepared = 1_000;
const prepared = new Map<string, HmacKey>();

function prepareKey(secret: string): HmacKey {
  let key = prepared.get(secret);
  if (key === undefined) {
    key = createHmacKey(secret);
    if (prepared.size >= maxPrepared) prepared.clear();
    prepared.set(secret, key);
  }
  return key;
}

/** Says what is wrong with signing keys, without showing them; `null` if nothing is. */
export function signingKeysFault(keys: unknown): string | null {
  const list: unknown[] = Array.isArray(keys) ? keys : [keys];
  if (list.length === 0)
    return 'is an empty list: give the "Signing Key" of the project (API Credentials in the SignalWire dashboard)';
  for (const key of list) {
    if (typeof key !== 'string') return 'must be a key, a list of keys, or an async function of { projectId }';
    if (key.trim() === '') {
      return 'holds an empty or blank key, with which anyone could sign: give the "Signing Key" of the project (API Credentials in the SignalWire dashboard)';
    }
  }
  return null;
}

/** Prepares keys. Throws `STATUSWIRE_INVALID_OPTIONS` for an empty or blank one. */
export function prepareKeys(keys: SigningKeys): readonly HmacKey[] {
  const fault = signingKeysFault(keys);
  if (fault !== null) throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `signingKeys ${fault}.`);
  return (typeof keys === 'string' ? [keys] : keys).map(prepareKey);
}

/** Turns the `signingKeys` option into one way of asking for keys. */
export function createKeyRing(signingKeys: SigningKeys | SigningKeyLookup): KeyRing {
  if (typeof signingKeys !== 'function') {
    const keys = prepareKeys(signingKeys);
    return () => keys;
  }
  return async (projectId) => {
    const keys = await signingKeys({ projectId });
    if (keys === null || keys === undefined || keys.length === 0) return [];
    return prepareKeys(keys);
  };
}

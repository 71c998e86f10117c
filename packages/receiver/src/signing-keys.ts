import { StatusWireError } from '@statuswire/contracts';
import { createHmacKey, type HmacKey } from './hmac.ts';

/** Finds the keys of a project. `projectId` is what the request claims, not verified yet; `null` where it cannot be read. */
export type SigningKeyLookup = (query: {
  readonly projectId: string | null;
}) => SigningKeys | null | undefined | Promise<SigningKeys | null | undefined>;

/** One signing key, or several while one is being replaced. */
export type SigningKeys = string | readonly string[];

/**
 * The keys that a request may be signed with; none means that the project is unknown. Which project it claims to come from is
 * asked for only where that decides.
 */
export type KeyRing = (claimedProject: () => string | null) => readonly HmacKey[] | Promise<readonly HmacKey[]>;

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

const whereKeysAre = 'give the "Signing Key" of the project (API Credentials in the SignalWire dashboard)';

/** What is wrong where no key was given at all. */
export const missingKeyFault = `is missing: ${whereKeysAre}`;

/** Says what is wrong with signing keys, without showing them; `null` if nothing is. */
export function signingKeysFault(keys: unknown): string | null {
  if (keys === undefined || keys === null) return missingKeyFault;
  const list: unknown[] = Array.isArray(keys) ? keys : [keys];
  if (list.length === 0) return `is an empty list: ${whereKeysAre}`;
  for (const key of list) {
    if (typeof key !== 'string') {
      return 'must be a key or a list of keys, as text (the signingKeys of a receiver may also be a function of { projectId } that finds them)';
    }
    if (key.trim() === '') return `holds an empty or blank key, with which anyone could sign: ${whereKeysAre}`;
  }
  return null;
}

/** Prepares keys. Throws `STATUSWIRE_INVALID_OPTIONS` for an empty or blank one; `option` is where they were given. */
export function prepareKeys(keys: SigningKeys, option = 'signingKeys'): readonly HmacKey[] {
  const fault = signingKeysFault(keys);
  if (fault !== null) throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `${option} ${fault}.`);
  return (typeof keys === 'string' ? [keys] : keys).map(prepareKey);
}

/** Turns the `signingKeys` option into one way of asking for keys. */
export function createKeyRing(signingKeys: SigningKeys | SigningKeyLookup): KeyRing {
  if (typeof signingKeys !== 'function') {
    const keys = prepareKeys(signingKeys);
    return () => keys;
  }
  return async (claimedProject) => {
    const keys = await signingKeys({ projectId: claimedProject() });
    if (keys === null || keys === undefined || (Array.isArray(keys) && keys.length === 0)) return [];
    return prepareKeys(keys, 'What the signingKeys function returned');
  };
}

import { createHmacKey, type HmacKey } from '../hmac.ts';
import { prepareKeys, type SigningKeys } from '../signing-keys.ts';
import { costs, difference, type Spelling } from './causes.ts';

/** The keys that may have signed: those given, others that exist, both as they may be misspelt, and none at all. */
export function keySpellings(signingKeys: SigningKeys, otherKeys: readonly string[]): Spelling<HmacKey>[] {
  const given = typeof signingKeys === 'string' ? [signingKeys] : signingKeys;
  const spellings: Spelling<HmacKey>[] = prepareKeys(signingKeys).map((key) => ({
    value: key,
    cost: 0,
    differences: [],
  }));
  for (const key of otherKeys.length === 0 ? [] : prepareKeys(otherKeys)) {
    const detail = `another key signed it: the one with fingerprint ${key.fingerprint}`;
    spellings.push({ value: key, cost: costs.likely, differences: [difference('other_key', detail)] });
  }
  const seen = new Set([...given, ...otherKeys]);
  for (const key of [...given, ...otherKeys]) {
    const bare = key.trim().replace(/^["']|["']$/g, '');
    for (const other of [bare, `${bare}\n`, `${bare} `, bare.toLowerCase(), bare.toUpperCase()]) {
      if (other === '' || seen.has(other)) continue;
      seen.add(other);
      const differences = [
        difference('key_spelling', 'the key signed it in another spelling: other white space, quotes or case'),
      ];
      spellings.push({ value: createHmacKey(other), cost: costs.likely, differences });
    }
  }
  const empty = difference('empty_key', 'an empty key signed it');
  spellings.push({ value: createHmacKey(''), cost: costs.unusual, differences: [empty] });
  return spellings;
}

import { Buffer } from 'node:buffer';
import { StatusWireError } from '@statuswire/contracts';
import { describe, expect, test } from 'vitest';
import { keySpellings } from '../src/diagnosis/key-spellings.ts';
import { endpoint, json, told } from './diagnosed-examples.ts';
import { bodyDigest, referenceRawBody } from './reference-signatures.ts';

const body = '{"id":"m1"}';

/** Of a key that signed, while others are held. */
function toldOfKey(signer: string, signingKeys: string | readonly string[], otherKeys: readonly string[] = []) {
  const headers = { ...json, 'x-signalwire-signature': referenceRawBody(signer, endpoint, body) };
  return told({ url: endpoint, rawBody: Buffer.from(body), headers, signingKeys, otherKeys, maxAttempts: 2_000 });
}

const misspelt = 'key_spelling: the key signed it in another spelling: other white space, quotes or case';

describe('the key that signed', () => {
  test('is one of those given', () => {
    expect(toldOfKey('PSKa', 'PSKa')).toEqual([]);
    expect(toldOfKey('PSKb', ['PSKa', 'PSKb'])).toEqual([]);
    expect(toldOfKey(' PSKa ', ' PSKa ')).toEqual([]);
  });

  test('is of another project, or was replaced', () => {
    const fingerprint = bodyDigest('PSKb').slice(0, 8);
    expect(toldOfKey('PSKb', 'PSKa', ['PSKc', 'PSKb'])).toEqual([
      `other_key: another key signed it: the one with fingerprint ${fingerprint}`,
    ]);
  });

  test.for([
    ['PSKa', ' PSKa'],
    ['PSKa', 'PSKa\r\n'],
    ['PSKa', '"PSKa"'],
    ['PSKa', "'PSKa' "],
    ['PSKa\n', 'PSKa'],
    ['PSKa ', 'PSKa'],
    ['PSKa\n', '"PSKa"'],
    ['pska', 'PSKa'],
    ['PSKA', 'PSKa'],
  ] as const)('is misspelt: %j signed, %j is held', ([signer, held]) => {
    expect(toldOfKey(signer, held)).toEqual([misspelt]);
    expect(toldOfKey(signer, 'PSKz', ['PSKy', held])).toEqual([misspelt]);
  });

  test('is empty', () => {
    expect(toldOfKey('', 'PSKa')).toEqual(['empty_key: an empty key signed it']);
    // A key that is nothing but quotation marks is misspelt; none in its place is worse than that.
    expect(toldOfKey('', '""')).toEqual(['empty_key: an empty key signed it']);
  });

  test('is none of them, however they are spelt', () => {
    expect(toldOfKey('PSK"a', 'PSKa')).toBeNull();
    expect(toldOfKey('PSKa', 'PSK"a"')).toBeNull();
    expect(toldOfKey('PSKa', '""PSKa""')).toBeNull();
  });
});

describe('the keys that are tried, each once', () => {
  test.for<readonly [given: string | readonly string[], others: readonly string[], tried: readonly string[]]>([
    ['PSKa', [], ['PSKa', 'PSKa\n', 'PSKa ', 'pska', 'PSKA', '']],
    [['PSKA', 'pska'], [], ['PSKA', 'pska', 'PSKA\n', 'PSKA ', 'pska\n', 'pska ', '']],
    ['PSKA', ['pska'], ['PSKA', 'pska', 'PSKA\n', 'PSKA ', 'pska\n', 'pska ', '']],
    [['"A1"', 'A1 '], [], ['"A1"', 'A1 ', 'A1', 'A1\n', 'a1', '']],
  ])('%j and %j', ([given, others, tried]) => {
    const fingerprints = keySpellings(given, others).map(({ value }) => value.fingerprint);
    expect(fingerprints).toEqual(tried.map((key) => bodyDigest(key).slice(0, 8)));
  });

  test('none of them may be blank', () => {
    expect(() => toldOfKey('PSKa', ' ')).toThrow(StatusWireError);
    expect(() => toldOfKey('PSKa', 'PSKa', [' '])).toThrow(StatusWireError);
  });
});

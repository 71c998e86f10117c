import { createHmac } from 'node:crypto';
import { diagnoseSignature } from '@statuswire/receiver';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes, check, delivery, host, path, signedFor, signingKey } from './diagnosed-requests.ts';

describe('the key', () => {
  const others = fc.uniqueArray(signingKey, { minLength: 2, maxLength: 5 });

  test('wrong project or old: named by its fingerprint, among the others that are held', () => {
    check([delivery, host, path, others, fc.nat()], (sent, name, target, keys, pick) => {
      fc.pre(!keys.includes(sent.signingKey));
      const signer = keys[pick % keys.length] ?? '';
      const signed = signedFor(`https://${name}${target}`, { ...sent, signingKey: signer });
      const right = diagnoseSignature({ ...signed, signingKeys: signer });
      const diagnosis = diagnoseSignature({ ...signed, signingKeys: sent.signingKey, otherKeys: keys });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toEqual(['other_key']);
      expect(diagnosis.reproduced?.keyFingerprint).toBe(right.reproduced?.keyFingerprint);
    });
  });

  test('wrong project or old: the first suspect where no other is held, as all else was tried', () => {
    check(
      [delivery, host, path, signingKey],
      (sent, name, target, key) => {
        fc.pre(key !== sent.signingKey);
        const signed = signedFor(`https://${name}${target}`, sent);
        const { reproduced, suspects } = diagnoseSignature({ ...signed, signingKeys: key });
        expect(reproduced).toBeNull();
        expect(suspects[0]?.cause).toBe('other_key');
      },
      3,
    );
  });

  test('white space and quotes around it; an empty one', () => {
    const wrapped = fc.constantFrom<(key: string) => string>(
      (key) => `${key}\n`,
      (key) => ` ${key}`,
      (key) => `"${key}"`,
    );
    check([delivery, host, path, wrapped], (sent, name, target, wrap) => {
      const signed = signedFor(`https://${name}${target}`, sent);
      expect(causes(diagnoseSignature({ ...signed, signingKeys: wrap(sent.signingKey) }))).toEqual(['key_spelling']);
    });
    check([delivery, host, path], (sent, name, target) => {
      const url = `https://${name}${target}`;
      const signed = signedFor(url, { ...sent, dialect: 'platform' });
      const signature = createHmac('sha1', '').update(url).update(signed.rawBody).digest('hex');
      const headers = { ...signed.headers, 'x-signalwire-signature': signature };
      expect(causes(diagnoseSignature({ ...signed, headers }))).toEqual(['empty_key']);
    });
  });
});

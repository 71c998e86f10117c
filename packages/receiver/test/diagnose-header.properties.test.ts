import { Buffer } from 'node:buffer';
import { diagnoseSignature } from '@statuswire/receiver';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes, check, delivery, host, path, signedFor } from './diagnosed-requests.ts';

describe('the header', () => {
  test('wrong header: SHA-256 where SHA-1 belongs, the other way round, and names of no standing', () => {
    check([delivery, host, path, fc.constantFrom(0, 1, 2)], (sent, name, target, way) => {
      const signed = signedFor(`https://${name}${target}`, { ...sent, dialect: 'platform', sha256: true });
      const { 'x-signalwire-signature': sha1, 'x-signalwire-sha256-signature': sha256, ...rest } = signed.headers;
      const headers = [
        { ...rest, 'x-signalwire-signature': sha256 },
        { ...rest, 'x-signalwire-sha256-signature': sha1 },
        { ...rest, 'x-hub-signature': `sha1=${String(sha1)}` },
      ][way];
      const diagnosis = diagnoseSignature({ ...signed, headers: headers ?? {} });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toContain('signature_header');
    });
  });

  test('wrong header: the right signature stands in one that does not decide', () => {
    check([delivery, host, path], (sent, name, target) => {
      const signed = signedFor(`https://${name}${target}`, { ...sent, dialect: 'platform' });
      const { 'x-signalwire-signature': right, ...rest } = signed.headers;
      const headers = { ...rest, 'x-signalwire-signature': '0'.repeat(40), 'x-twilio-signature': right };
      const diagnosis = diagnoseSignature({ ...signed, headers });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toEqual(['signature_header']);
    });
  });

  test('another alphabet: upper case, base64 for hex, a prefix', () => {
    const changes = fc.constantFrom<(value: string) => string>(
      (value) => value.toUpperCase(),
      (value) => `sha1=${value}`,
      (value) => `"${value}"`,
    );
    check([delivery, host, path, changes], (sent, name, target, change) => {
      const signed = signedFor(`https://${name}${target}`, { ...sent, dialect: 'platform' });
      const value = change(String(signed.headers['x-signalwire-signature']));
      fc.pre(value !== signed.headers['x-signalwire-signature']);
      const headers = { ...signed.headers, 'x-signalwire-signature': value };
      expect(causes(diagnoseSignature({ ...signed, headers }))).toEqual(['signature_encoding']);
    });
    check([delivery, host, path], (sent, name, target) => {
      const signed = signedFor(`https://${name}${target}`, { ...sent, dialect: 'platform' });
      const base64 = Buffer.from(String(signed.headers['x-signalwire-signature']), 'hex').toString('base64');
      const headers = { ...signed.headers, 'x-signalwire-signature': base64 };
      expect(causes(diagnoseSignature({ ...signed, headers }))).toEqual(['signature_scheme']);
    });
  });

  test('none at all is told', () => {
    const signed = signedFor('https://a.example/x', { signingKey: 'PSKkey' });
    const { reproduced, suspects, attempts } = diagnoseSignature({ ...signed, headers: {} });
    expect({ reproduced, attempts }).toEqual({ reproduced: null, attempts: 0 });
    expect(suspects.map(({ cause }) => cause)).toEqual(['missing_signature']);
  });
});

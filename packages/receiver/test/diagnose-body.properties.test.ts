import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { diagnoseSignature } from '@statuswire/receiver';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes, check, delivery, host, path, signedFor } from './diagnosed-requests.ts';

describe('the body', () => {
  const jsonWriters: readonly ((value: object) => string)[] = [
    (value) => JSON.stringify(value, null, 2),
    (value) => JSON.stringify(value, null, 4),
    (value) => JSON.stringify(value, null, '\t'),
    (value) => `${JSON.stringify(value)}\n`,
    // Python, PHP, Rails.
    (value) =>
      `{${Object.entries(value)
        .map(([name, member]) => `${JSON.stringify(name)}: ${JSON.stringify(member)}`)
        .join(', ')}}`.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    (value) =>
      JSON.stringify(value)
        .replaceAll('/', '\\/')
        .replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    (value) => JSON.stringify(value).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
    (value) => JSON.stringify(value).replaceAll('/', '\\/'),
  ];

  test('re-serialised JSON: signed as another program wrote it', () => {
    check(
      [delivery, host, path, fc.constantFrom(...jsonWriters)],
      (sent, name, target, write) => {
        const url = `https://${name}${target}`;
        const plain = signedFor(url, { ...sent, dialect: 'platform' });
        const original = write(JSON.parse(plain.rawBody.toString()) as object);
        const again = Buffer.from(JSON.stringify(JSON.parse(original)));
        fc.pre(again.toString() !== original);
        const signature = createHmac('sha1', sent.signingKey)
          .update(url + original)
          .digest('hex');
        const diagnosis = diagnoseSignature({
          ...plain,
          rawBody: again,
          headers: { ...plain.headers, 'x-signalwire-signature': signature },
        });
        expect(diagnosis.verdict.status).toBe('unverified');
        // A line end behind it alone is told as what it is.
        expect(causes(diagnosis)).toEqual([original.endsWith('\n') ? 'body_whitespace' : 'body_reserialized']);
      },
      60,
    );
  });

  test('re-serialised JSON: names sorted, nulls dropped, counts as text', () => {
    const changes: readonly ((value: Record<string, unknown>) => object)[] = [
      (value) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
      (value) => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)),
      (value) => ({ ...value, number_of_segments: String(value.number_of_segments) }),
    ];
    check([delivery, host, path, fc.constantFrom(...changes)], (sent, name, target, change) => {
      const signed = signedFor(`https://${name}${target}`, { ...sent, dialect: 'platform' });
      const held = change(JSON.parse(signed.rawBody.toString()) as Record<string, unknown>);
      const diagnosis = diagnoseSignature({ ...signed, rawBody: Buffer.from(JSON.stringify(held)) });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toEqual(['body_reserialized']);
    });
  });

  test('parsed and rebuilt: a form passed on as JSON, with lost plus signs, without its empty fields', () => {
    const changes: readonly ((form: string) => string)[] = [
      (form) => JSON.stringify(Object.fromEntries(new URLSearchParams(form))),
      (form) => form.replaceAll('%2B', '+'),
      (form) => new URLSearchParams([...new URLSearchParams(form)].filter(([, value]) => value !== '')).toString(),
      (form) => `${form}&tenant=a1`,
    ];
    check([delivery, host, path, fc.constantFrom(...changes)], (sent, name, target, change) => {
      const signed = signedFor(`https://${name}${target}?tenant=a1`, {
        ...sent,
        body: sent.body.trim(),
        dialect: 'compatibility',
        fields: { ErrorCode: '' },
      });
      const rawBody = Buffer.from(change(signed.rawBody.toString()));
      const type = rawBody.toString().startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
      const diagnosis = diagnoseSignature({ ...signed, rawBody, headers: { ...signed.headers, 'content-type': type } });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toEqual(['body_rebuilt']);
    });
  });

  test('line ends and byte order marks', () => {
    const changes: readonly ((body: string) => string)[] = [
      (body) => `${body}\n`,
      (body) => `${body}\r\n`,
      (body) => `\ufeff${body}`,
      (body) => ` ${body} `,
    ];
    check([delivery, host, path, fc.constantFrom(...changes)], (sent, name, target, change) => {
      const signed = signedFor(`https://${name}${target}`, { ...sent, dialect: 'platform' });
      const diagnosis = diagnoseSignature({ ...signed, rawBody: Buffer.from(change(signed.rawBody.toString())) });
      expect(causes(diagnosis)).toEqual(['body_whitespace']);
    });
  });

  test('a body that is gone is suspected', () => {
    check([delivery, host, path], (sent, name, target) => {
      const signed = signedFor(`https://${name}${target}`, sent);
      const headers = { ...signed.headers, 'content-length': String(signed.rawBody.length) };
      const { reproduced, suspects } = diagnoseSignature({
        ...signed,
        headers,
        rawBody: Buffer.alloc(0),
        maxAttempts: 2_000,
      });
      expect(reproduced).toBeNull();
      expect(suspects[0]?.cause).toBe('body_missing');
    });
  });

  test('a signature over the URL alone does not cover a form', () => {
    check([delivery, host, path], (sent, name, target) => {
      const url = `https://${name}${target}`;
      const signed = signedFor(url, { ...sent, dialect: 'compatibility' });
      const signature = createHmac('sha1', sent.signingKey).update(url).digest('base64');
      const diagnosis = diagnoseSignature({
        ...signed,
        headers: { ...signed.headers, 'x-signalwire-signature': signature },
      });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toEqual(['body_uncovered']);
    });
  });
});

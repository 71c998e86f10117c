import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { type DiagnoseSignatureOptions, diagnoseSignature } from '@statuswire/receiver';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes, check, delivery, host, label, path, plainQuery, signedFor } from './diagnosed-requests.ts';

describe('the URL', () => {
  test('wrong port: any port signed, another one or none given', () => {
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }).filter((number) => number !== 80 && number !== 443));
    check(
      [delivery, host, path, port, port],
      (sent, name, target, signed, given) => {
        fc.pre(signed !== given);
        const on = (number: number | null): string => `https://${name}${number === null ? '' : `:${number}`}${target}`;
        const diagnosis = diagnoseSignature({ ...signedFor(on(signed), sent), url: on(given) });
        expect(diagnosis.verdict.status).toBe('unverified');
        expect(causes(diagnosis)).toEqual(['url_port']);
        expect(diagnosis.reproduced?.url).toBe(on(signed));
      },
      20,
    );
  });

  test('wrong port: the standard one written or not is verified, and told', () => {
    check([delivery, host, path, fc.boolean()], (sent, name, target, written) => {
      const [signed, given] = written ? [':443', ''] : ['', ':443'];
      const diagnosis = diagnoseSignature({
        ...signedFor(`https://${name}${signed}${target}`, sent),
        url: `https://${name}${given}${target}`,
      });
      expect(diagnosis.verdict.status).toBe('verified');
      expect(causes(diagnosis)).toEqual(['url_port']);
    });
  });

  test('trailing slash: one too many on either side, with a query behind it or not', () => {
    check([delivery, host, path, plainQuery, fc.boolean()], (sent, name, target, query, signedWith) => {
      const [signed, given] = signedWith ? ['/', ''] : ['', '/'];
      const diagnosis = diagnoseSignature({
        ...signedFor(`https://${name}${target}${signed}${query}`, sent),
        url: `https://${name}${target}${given}${query}`,
      });
      expect(diagnosis.verdict.status).toBe('unverified');
      expect(causes(diagnosis)).toEqual(['url_trailing_slash']);
    });
  });

  test('proxy host: the public one in a header, or told; the scheme too', () => {
    const naming = fc.constantFrom<(name: string) => Partial<DiagnoseSignatureOptions>>(
      (name) => ({ headers: { 'x-forwarded-host': name } }),
      (name) => ({ headers: { 'x-forwarded-host': `${name}, inner.example` } }),
      (name) => ({ headers: { forwarded: `for=192.0.2.1;host="${name}";proto=https` } }),
      (name) => ({ headers: { host: name } }),
      (name) => ({ hosts: ['unused.example', name] }),
    );
    check([delivery, host, path, plainQuery, naming, fc.boolean()], (sent, name, target, query, named, slash) => {
      const signed = signedFor(`https://${name}${target}${slash ? '/' : ''}${query}`, sent);
      const { headers, ...rest } = named(name);
      const diagnosis = diagnoseSignature({
        ...signed,
        ...rest,
        headers: { host: 'app:3000', ...signed.headers, ...headers },
        url: `http://app:3000${target}${query}`,
      });
      expect(diagnosis.verdict.status).toBe('unverified');
      const expected = ['url_host', 'url_scheme', ...(slash ? ['url_trailing_slash'] : [])];
      expect(causes(diagnosis)).toEqual(expected);
    });
  });

  test('re-encoded query: written by one encoder, passed on by another', () => {
    const percent = (plain: RegExp) => (value: string) =>
      [...value]
        .map((one) =>
          plain.test(one)
            ? one
            : [...Buffer.from(one)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
        )
        .join('');
    const writers: readonly ((value: string) => string)[] = [
      encodeURIComponent,
      (value) => encodeURIComponent(value).replaceAll('%20', '+'),
      (value) => encodeURI(value).replace(/[&+#=]/g, encodeURIComponent),
      percent(/[\w.~-]/),
      percent(/[\w.~/-]/),
      (value) => percent(/[\w.-]/)(value).toLowerCase(),
    ];
    const reencoders: readonly ((query: string) => string)[] = [
      (query) => new URLSearchParams(query).toString(),
      (query) => new URL(`https://x.example/?${query}`).search.slice(1),
      (query) => query.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase()),
      (query) => query.replaceAll('+', '%20'),
      (query) => query.replaceAll('%20', '+'),
      (query) =>
        [...new URLSearchParams(query)]
          .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
          .join('&'),
    ];
    const value = fc.string({ unit: fc.constantFrom(...'abXY19 .-_~/:,;@!()*|é中'), minLength: 1, maxLength: 12 });
    check(
      [delivery, host, path, value, value, fc.constantFrom(...writers), fc.constantFrom(...reencoders)],
      (sent, name, target, first, second, write, reencode) => {
        const query = `name=${write(first)}&tag=${write(second)}`;
        const seen = reencode(query);
        fc.pre(seen !== query);
        const diagnosis = diagnoseSignature({
          ...signedFor(`https://${name}${target}?${query}`, sent),
          url: `https://${name}${target}?${seen}`,
        });
        expect(diagnosis.verdict.status).toBe('unverified');
        expect(causes(diagnosis)).toEqual(['url_query_encoding']);
        expect(diagnosis.reproduced?.url).toBe(`https://${name}${target}?${query}`);
      },
      60,
    );
  });

  test('query dropped', () => {
    check([delivery, host, path], (sent, name, target) => {
      const signed = signedFor(`https://${name}${target}`, sent);
      expect(causes(diagnoseSignature({ ...signed, url: `https://${name}${target}?added=1` }))).toEqual(['url_query']);
    });
  });

  test('fragment: given and not signed, which is verified; signed and not given, which is not', () => {
    const fragment = fc
      .tuple(fc.constantFrom('ot', 'rt', 'tt'), fc.integer({ min: 1, max: 30 }))
      .map(([name, halves]) => `#${name}=${halves * 500}`);
    check([delivery, host, path, plainQuery, fragment], (sent, name, target, query, tuning) => {
      const url = `https://${name}${target}${query}`;
      // `signCallback` leaves the fragment out, as SignalWire sends none.
      const given = diagnoseSignature({ ...signedFor(url, sent), url: url + tuning });
      expect(given.verdict.status).toBe('verified');
      expect(causes(given)).toEqual(['url_fragment']);

      const signed = signedFor(url, { ...sent, dialect: 'platform' });
      const signature = createHmac('sha1', sent.signingKey)
        .update(url + tuning)
        .update(signed.rawBody)
        .digest('hex');
      const headers = { ...signed.headers, 'x-signalwire-signature': signature };
      const missing = diagnoseSignature({ ...signed, headers });
      expect(missing.verdict.status).toBe('unverified');
      expect(causes(missing)).toEqual(['url_fragment']);
    });
  });

  test('credentials in the URL: signed with or without them, plain or percent-encoded', () => {
    const secret = fc.string({ unit: fc.constantFrom(...'abc19@/é!'), minLength: 1, maxLength: 10 });
    check([delivery, host, path, label, secret, fc.boolean()], (sent, name, target, user, password, signedWith) => {
      const credentials = `${user}:${encodeURIComponent(password)}`;
      const [inUrl, bare] = [`https://${credentials}@${name}${target}`, `https://${name}${target}`];
      const signed = signedFor(signedWith ? inUrl : bare, sent);
      const headers = {
        ...signed.headers,
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      };
      const diagnosis = diagnoseSignature({ ...signed, headers, url: signedWith ? bare : inUrl });
      expect(causes(diagnosis)).toEqual(['url_credentials']);
      expect(JSON.stringify(diagnosis)).not.toContain(`:${encodeURIComponent(password)}@`);
    });
  });
});

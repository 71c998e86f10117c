import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import {
  type DiagnoseSignatureOptions,
  diagnoseSignature,
  type SignatureCause,
  type SignatureDiagnosis,
  signatureCauses,
} from '@statuswire/receiver';
import { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const host = fc.tuple(label, label).map(([name, domain]) => `${name}.${domain}.example`);
const path = fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const plainQuery = fc.constantFrom('', '?tenant=a1', '?tenant=a1&v=2');
const signingKey = fc.stringMatching(/^PSK[a-zA-Z0-9]{12,20}$/);
const dialect = fc.constantFrom('compatibility' as const, 'platform' as const);
const text = fc.string({ unit: fc.constantFrom(...'ab 1+/<>&"\'é中😀\\\n'), minLength: 1, maxLength: 24 });

const delivery = fc.record({ signingKey, dialect, body: text, status: fc.constantFrom('sent', 'delivered', 'failed') });

function requestOf(sent: SignedDelivery, key: string): DiagnoseSignatureOptions & { readonly rawBody: Buffer } {
  return { url: sent.url, headers: sent.headers, rawBody: Buffer.from(sent.body), signingKeys: key };
}

/** A delivery that SignalWire signed for `url`. */
function signedFor(url: string, options: Omit<SignedDeliveryOptions, 'url'>) {
  return requestOf(signedDelivery({ ...options, url }), options.signingKey);
}

function causes({ reproduced }: SignatureDiagnosis): SignatureCause[] {
  return [...new Set(reproduced?.differences.map(({ cause }) => cause))].sort();
}

function check<Values extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  property: (...values: Values) => void,
  numRuns = 30,
): void {
  fc.assert(fc.property(...arbitraries, property), { numRuns, endOnFailure: true });
}

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

describe('whatever arrives', () => {
  test('what holds as it stands has no difference, and needs one attempt per key', () => {
    check([delivery, host, path, plainQuery], (sent, name, target, query) => {
      const diagnosis = diagnoseSignature(signedFor(`https://${name}${target}${query}`, sent));
      expect(diagnosis.verdict.status).toBe('verified');
      expect(diagnosis.reproduced?.differences).toEqual([]);
      expect(diagnosis.attempts).toBeLessThanOrEqual(2);
    });
  });

  test('nothing is reproduced that the keys did not sign, and the budget holds', () => {
    const anything = fc.record({
      url: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()),
      rawBody: fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
        fc.webQueryParameters().map((form) => Buffer.from(form)),
      ),
      type: fc.constantFrom(undefined, 'application/json', 'application/x-www-form-urlencoded', 'text/plain'),
      signature: fc.oneof(fc.stringMatching(/^[0-9a-f]{40}$/), fc.stringMatching(/^[A-Za-z0-9+/]{27}=$/), fc.string()),
    });
    check([anything, signingKey], ({ url, rawBody, type, signature }, key) => {
      const headers = { 'content-type': type, 'x-signalwire-signature': signature };
      const diagnosis = diagnoseSignature({ url, rawBody, headers, signingKeys: key, maxAttempts: 3_000 });
      expect(diagnosis.reproduced).toBeNull();
      expect(diagnosis.suspects.length).toBeGreaterThan(0);
      expect(diagnosis.attempts).toBeLessThanOrEqual(3_000);
    });
  });

  test('what strangers make large or deep takes neither the stack nor the memory', () => {
    const deep = (text: string): string => `${text.repeat(100_000)}`;
    const bodies = [
      deep('['),
      `{"id":${deep('[')}${deep(']')}}`,
      `{"id":"${'é/'.repeat(100_000)}"}`,
      `a=${'%2B+'.repeat(60_000)}`,
      'a=1&'.repeat(60_000),
    ];
    const urls = [
      'https://a.example/x',
      `https://a.example/x?${'q=%2B+~&'.repeat(1_500)}`,
      `https://a.example/${'%7e/'.repeat(3_000)}`,
    ];
    const before = process.memoryUsage().rss;
    for (const url of urls) {
      for (const body of bodies) {
        for (const signature of ['0'.repeat(40), `${'A'.repeat(27)}=`]) {
          const headers = { 'x-signalwire-signature': signature };
          const options = { url, headers, rawBody: Buffer.from(body), signingKeys: 'PSKkey', maxAttempts: 20_000 };
          expect(diagnoseSignature(options).reproduced).toBeNull();
        }
      }
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
  });

  test('no diagnosis holds a key, a signature, a password or anything of the body', () => {
    const canary = 'canary-7f3a';
    check(
      [fc.boolean(), fc.boolean()],
      (matches, json) => {
        const signed = signedFor('https://user:secret-pw@a.example/x/', {
          signingKey: 'PSKsecret-key',
          dialect: json ? 'platform' : 'compatibility',
          body: canary,
        });
        const shown = JSON.stringify(
          diagnoseSignature({
            ...signed,
            url: 'https://user:secret-pw@a.example/x',
            signingKeys: matches ? 'PSKsecret-key' : 'PSKother-key',
            otherKeys: ['PSKthird-key'],
            maxAttempts: 5_000,
          }),
        );
        for (const secret of [
          canary,
          'secret-pw',
          'secret-key',
          'other-key',
          'third-key',
          signed.headers['x-signalwire-signature'],
        ]) {
          expect(shown).not.toContain(secret);
        }
      },
      4,
    );
  });

  test('every cause has its own fix', () => {
    expect(new Set(signatureCauses).size).toBe(signatureCauses.length);
    expect(signatureCauses).toContain('url_port');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyKind, decodeBody, decodeForm, maxFormFields } from '../src/decode-body.ts';
import { anyText, formPairs } from './arbitraries.ts';

function decode(text: string, kind: 'form' | 'json' | 'untold' = 'form') {
  return decodeBody(Buffer.from(text), kind);
}

describe('the media type', () => {
  it.each([
    ['application/x-www-form-urlencoded', 'form'],
    ['application/x-www-form-urlencoded; charset=UTF-8', 'form'],
    ['Application/X-WWW-Form-Urlencoded ;charset="utf-8"', 'form'],
    ['application/json', 'json'],
    ['application/json;charset=utf8', 'json'],
    ['application/problem+json', 'json'],
    ['application/json; charset=us-ascii; a=b', 'json'],
    ['application/json;  charset = "utf-8" ', 'json'],
    ['application/json; x-charset=latin1', 'json'],
    ['application/json; charset=x-utf-8', null],
    ['application/json; charset=utf-8-mac', null],
    ['x-application/problem+json', null],
    ['application/problem+jsonp', null],
    [undefined, 'untold'],
    ['', 'untold'],
    ['text/plain', null],
    ['multipart/form-data; boundary=x', null],
    ['application/json; charset=utf-16', null],
    ['application/x-www-form-urlencoded; charset=iso-8859-1', null],
    ['application/+json', null],
    ['application/json, application/json', null],
    [';', null],
  ] as const)('%j is %s', (contentType, kind) => {
    expect(bodyKind({ 'content-type': contentType })).toBe(kind);
  });
});

describe('a form', () => {
  it('keeps every value of a repeated name, in order, and a single one as it is', () => {
    expect(decode('a=2&b=1&a=1&a=2&c')).toMatchObject({ payload: { a: ['2', '1', '2'], b: '1', c: '' } });
  });

  it('keeps brackets, dots and numbers in names as they are', () => {
    expect(decode('a[b]=1&a%5B%5D=2&a.b=3&0=4')).toMatchObject({
      payload: { 'a[b]': '1', 'a[]': '2', 'a.b': '3', '0': '4' },
    });
  });

  it.each(['__proto__=a', '__proto__=a&__proto__=b', 'constructor=a&prototype=b', 'hasOwnProperty=1&toString=2'])(
    'keeps %s as fields like any other',
    (text) => {
      const { payload } = decodeForm(text);
      expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
      expect(Object.keys(payload)).toEqual([...new Set(new URLSearchParams(text).keys())]);
      expect(Object.hasOwn({}, 'a')).toBe(false);
    },
  );

  it.each([
    ['a=%', '%'],
    ['a=%zz', '%zz'],
    ['a=%E2%82', '\ufffd'],
    ['a=%ff', '\ufffd'],
    ['a=+%2B%20', ' + '],
    ['a=b=c', 'b=c'],
    ['a=%EF%BB%BFb', '\ufeffb'],
    ['a=%00', '\0'],
  ])('reads %s', (text, value) => {
    expect(decode(text)).toMatchObject({ payload: { a: value } });
  });

  it('reads what anybody wrote, back to what it was', () => {
    fc.assert(
      fc.property(formPairs, (pairs) => {
        const { fields, payload } = decodeForm(new URLSearchParams(pairs).toString());
        const sorted = pairs.toSorted(([left], [right]) => (left === right ? 0 : left < right ? -1 : 1));
        expect([...fields.sorted]).toEqual(sorted);
        const names = new Set(pairs.map(([name]) => name));
        expect(fields.repeated).toBe(names.size < pairs.length);
        expect(new Set(Object.keys(payload))).toEqual(names);
        for (const name of names) {
          const values = pairs.filter(([given]) => given === name).map(([, value]) => value);
          expect(payload[name]).toEqual(values.length === 1 ? values[0] : values);
        }
      }),
    );
  });

  it('throws for no text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decode(text, 'form').kind).toMatch(/^(form|json)$/);
        expect(decode(text, 'json').kind).toMatch(/^(undecodable|json)$/);
      }),
    );
  });

  it('has at most as many fields as are worth the work', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join('&');
    expect(decode(fields(maxFormFields)).kind).toBe('form');
    expect(decode(fields(maxFormFields + 1)).kind).toBe('too_many_fields');
    expect(decode('&'.repeat(256 * 1024)).kind).toBe('too_many_fields');
  });

  it('takes no longer for names that repeat than for names that do not', () => {
    const text = `${Array.from({ length: 60_000 }, (_, index) => index.toString(36)).join('&')}&0`;
    const started = performance.now();
    decodeForm(text);
    // A search per name would take ten seconds and more.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('JSON', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['\ufeff{"a":1}', { a: 1 }],
    [' \r\n\t[1]', [1]],
    ['null', null],
    ['"a"', 'a'],
  ])('reads %j', (text, payload) => {
    expect(decode(text, 'json')).toEqual({ kind: 'json', payload });
  });

  it.each(['', '{', '{"a":1', "{'a':1}", 'NaN', '[1,]', '{"a":"\u0001"}', '['.repeat(100_000)])(
    'says of what it cannot read only that',
    (text) => {
      expect(decode(text, 'json')).toEqual({
        kind: 'undecodable',
        problem: { code: 'undecodable_body', message: 'The body is not valid JSON.', issues: [] },
      });
    },
  );

  it('takes no bytes that are not UTF-8', () => {
    expect(decodeBody(Uint8Array.of(0x22, 0xff, 0x22), 'json')).toMatchObject({
      problem: { message: 'The body is not valid UTF-8.' },
    });
  });

  it('keeps a field called __proto__', () => {
    const decoded = decode('{"__proto__":{"a":1}}', 'json');
    expect(decoded.kind === 'json' && Object.keys(decoded.payload as object)).toEqual(['__proto__']);
  });
});

describe('a body whose kind was not told', () => {
  it.each([
    ['{"a":1}', 'json'],
    ['\n [1]', 'json'],
    ['\t{}', 'json'],
    ['\r\n{}', 'json'],
    ['{broken', 'undecodable'],
    ['a=1', 'form'],
    ['', 'form'],
    ['"a"', 'form'],
  ])('%j is %s by how it begins', (text, kind) => {
    expect(decode(text, 'untold').kind).toBe(kind);
  });

  it.each([
    [0x61, 0xbb, 0xbf],
    [0xef, 0x61, 0xbf],
    [0xef, 0xbb, 0x61],
    [0x61, 0x61, 0xbf],
  ])('bytes %i, %i and %i are no byte order mark, behind which a brace would begin JSON', (...bytes) => {
    expect(decodeBody(Buffer.from([...bytes, 0x7b]), 'untold').kind).toBe('form');
  });
});

describe('a JSON document that is labelled as a form', () => {
  it.each(['{"body":"&MessageStatus=delivered&MessageSid=1"}', '\ufeff [{"a":"&b=c"}]', '{}'])(
    'is read as what it is: %s',
    (text) => {
      expect(decode(text, 'form').kind).toBe('json');
    },
  );

  it('unless it is none', () => {
    expect(decode('{a}=1&[b]=2', 'form')).toMatchObject({ kind: 'form', payload: { '{a}': '1', '[b]': '2' } });
  });
});

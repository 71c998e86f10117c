import { Buffer } from 'node:buffer';
import { diagnoseSignature } from '@statuswire/receiver';
import { describe, expect, test } from 'vitest';
import { endpoint, form, json, signingKey, told, toldOfBytes } from './diagnosed-examples.ts';
import { bodyDigest, referenceForm, referenceRawBody, referenceSha256 } from './reference-signatures.ts';

describe('bytes that changed without being parsed', () => {
  test.for<readonly [signed: string, arrived: string | Buffer, told: string]>([
    ['{"a":1}', '{"a":1} \n', 'body_whitespace: the body was signed without the white space at its end'],
    ['{"a": "b c"}', '{"a": "b c"}\n', 'body_whitespace: the body was signed without the white space at its end'],
    ['voilà', 'voilà\n', 'body_whitespace: the body was signed without the white space at its end'],
    ['à voilà', ' à voilà ', 'body_whitespace: the body was signed without the white space around it'],
    ['{"a":1}', '\r\n\t{"a":1}\n \n', 'body_whitespace: the body was signed without the white space around it'],
    ['{"a":1}\n', '{"a":1}', 'body_whitespace: the body was signed with a line end behind it'],
    ['{"a":1}\r\n', '{"a":1}', 'body_whitespace: the body was signed with a line end (CR LF) behind it'],
    ['{\n"a":1\n}', '{\r\n"a":1\r\n}', 'body_whitespace: the body was signed with LF as line end'],
    ['{\r\n"a":1\r\n}', '{\n"a":1\r\n}', 'body_whitespace: the body was signed with CR LF as line end'],
    ['{"a":1}', '\ufeff{"a":1}', 'body_whitespace: the body was signed without its byte order mark'],
    ['\ufeff{"a":1}', '{"a":1}', 'body_whitespace: the body was signed with a byte order mark'],
    ['{"a":"é"}', '{"a":"Ã©"}', 'body_encoding: the body was signed before it was encoded as UTF-8 once more'],
    [
      '{"a":"é"}',
      Buffer.from('{"a":"é"}', 'latin1'),
      'body_encoding: the body was signed as UTF-8; it arrived as Latin-1',
    ],
    ['{"a":"\u00e9"}', '{"a":"e\u0301"}', 'body_encoding: the body was signed in Unicode form NFC'],
    ['{"a":"e\u0301"}', '{"a":"\u00e9"}', 'body_encoding: the body was signed in Unicode form NFD'],
  ])('%j was signed, %j arrived', ([signed, arrived, expected]) => {
    expect(toldOfBytes(signed, arrived, { maxAttempts: 1_000 })).toEqual([expected]);
  });

  test('whatever the media type, and however long', () => {
    const text = 'x'.repeat(20_000);
    expect(toldOfBytes(text, `${text}\n`, { headers: { 'content-type': 'text/plain' } })).toEqual([
      'body_whitespace: the body was signed without the white space at its end',
    ]);
  });
});

describe('forms whose bytes were signed', () => {
  const rewritten = 'body_rebuilt: the same form was signed in another encoding, or in another order';
  const fromForm = 'body_rebuilt: a form was signed; the body is JSON that was made of it';
  const fromJson = 'body_rebuilt: JSON was signed; the body is a form that was made of it';
  test.for([
    ['Body=a%20b', 'Body=a+b', rewritten],
    ['A=1&B=2', 'B=2&A=1', rewritten],
    // A mixture that no known encoder makes.
    ['Body=a b%2F', 'Body=a%20b/', rewritten],
    ['{"Body":"a b","NumMedia":"0"}', 'Body=a+b&NumMedia=0', fromJson],
    ['{"Body": "a b", "NumMedia": "0"}', 'Body=a+b&NumMedia=0', fromJson],
    ['{"Tag":["a","b"]}', 'Tag=a&Tag=b', fromJson],
  ] as const)('%s was signed, %s arrived', ([signed, arrived, expected]) => {
    expect(toldOfBytes(signed, arrived, { headers: form })).toEqual([expected]);
  });

  test.for([
    ['MessageSid=m1&Body=a+b', '{"MessageSid":"m1","Body":"a b"}', fromForm],
    ['MessageSid=m1&Body=a%20b', '{"MessageSid":"m1","Body":"a b"}', fromForm],
    ['MessageSid=m1&Body=/%7E', '{"MessageSid":"m1","Body":"/~"}', fromForm],
  ] as const)('%s was signed, %s arrived', ([signed, arrived, expected]) => {
    expect(toldOfBytes(signed, arrived)).toEqual([expected]);
  });

  test('are not looked at in other spellings beyond 16 KiB', () => {
    const body = (space: string, length: number) => `Body=a${space}b`.padEnd(length, 'x');
    expect(toldOfBytes(body('%20', 16_386), body('+', 16_384), { headers: form })).toEqual([rewritten]);
    expect(toldOfBytes(body('%20', 16_387), body('+', 16_385), { headers: form })).toBeNull();
  });
});

describe('a signature of the other kind', () => {
  const signed = (body: string, type: typeof form | typeof json, signature: string, url = endpoint) =>
    told({ url, rawBody: Buffer.from(body), headers: { ...type, 'x-signalwire-signature': signature } });
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const hex = (text: string) => Buffer.from(text, 'base64').toString('hex');

  test('fields in hex', () => {
    const signature = hex(
      referenceForm(signingKey, endpoint, [
        ['A', '1'],
        ['B', '+1'],
      ]),
    );
    const inHex = 'signature_scheme: the fields were signed, and the signature is written in hex';
    expect(signed('A=1&B=%2B1', form, signature)).toEqual([inHex]);
    expect(signed('A=1&B=+1', form, signature)).toEqual([
      inHex,
      'body_rebuilt: the plus signs of the numbers were signed; the form holds spaces in their place',
    ]);
    expect(signed('{"A":1,"B":"+1"}', json, signature)).toEqual([
      inHex,
      'body_rebuilt: a form was signed; the body is JSON that was made of it',
    ]);
  });

  test.for([
    ['{"a":1}', json],
    ['A=1', form],
  ] as const)('the bytes of %s in base64', ([body, type]) => {
    const inBase64 = 'signature_scheme: the raw body was signed, and the signature is written in base64';
    expect(signed(body, type, base64(referenceRawBody(signingKey, endpoint, body)))).toEqual([inBase64]);
    expect(signed(body, type, base64(referenceRawBody(signingKey, endpoint, `${body}\n`)))).toEqual([
      inBase64,
      'body_whitespace: the body was signed with a line end behind it',
    ]);
  });

  test('the URL alone, which says nothing of the body', () => {
    const uncovered = ['body_uncovered: the URL alone was signed, and the request has a body'];
    expect(signed('A=1', form, referenceForm(signingKey, endpoint, []))).toEqual(uncovered);
    expect(signed('A=1', form, referenceRawBody(signingKey, endpoint, ''))).toEqual(uncovered);
    // Of JSON without members no form was made.
    expect(signed('{}', json, referenceForm(signingKey, endpoint, []))).toEqual(uncovered);
    const named = `${endpoint}?bodySHA256=${bodyDigest('A=1')}`;
    expect(signed('A=1', form, referenceRawBody(signingKey, named, ''), named)).toEqual(uncovered);
  });

  test('the URL alone, where it names the digest of the body', () => {
    const url = `${endpoint}?bodySHA256=${bodyDigest('A=1')}`;
    const signature = referenceForm(signingKey, url, []);
    expect(signed('A=1', form, signature, url)).toEqual([]);
    expect(signed('A=2', form, signature, url)).toEqual([
      'body_changed: the URL was signed with the digest of another body',
    ]);
    expect(signed('', form, signature, url)).toEqual([
      'body_missing: the URL was signed with the digest of a body, and the body is empty',
    ]);
  });
});

describe('no body, and a body that is not what its type says', () => {
  test.for([
    ['form_fields', form, '{"A":1}', referenceForm(signingKey, endpoint, [['{"A":1}', '']])],
    ['url_only', form, '', referenceForm(signingKey, endpoint, [])],
    ['raw_body', json, '', referenceRawBody(signingKey, endpoint, '')],
    ['raw_body', form, 'A=1', referenceRawBody(signingKey, endpoint, 'A=1')],
    ['raw_body', json, '', referenceSha256(signingKey, endpoint, '')],
  ] as const)('%s, as %j: %j', ([scheme, type, body, signature]) => {
    const header = signature.length === 64 ? 'x-signalwire-sha256-signature' : 'x-signalwire-signature';
    const { verdict, reproduced, attempts } = diagnoseSignature({
      signingKeys: signingKey,
      url: endpoint,
      rawBody: Buffer.from(body),
      headers: { ...type, [header]: signature },
    });
    expect(verdict).toMatchObject({ status: 'verified', scheme });
    expect(reproduced).toMatchObject({ scheme, header, differences: [] });
    expect(attempts).toBe(1);
  });
});

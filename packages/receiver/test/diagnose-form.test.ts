import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { endpoint, type Fields, form, json, pairsOf, signingKey, told, toldOfFields } from './diagnosed-examples.ts';
import { referenceFormDistinct } from './reference-signatures.ts';

type Row = readonly [signed: Fields, arrived: string];

/** Each body differs from the fields that were signed in this way alone. */
function differsBy(expected: string, rows: readonly Row[], url = endpoint): void {
  describe(expected, () => {
    test.for(rows)('%j was signed, %s arrived', ([signed, arrived]) => {
      expect(toldOfFields(signed, arrived, { url })).toEqual([expected]);
    });
  });
}

differsBy('body_rebuilt: the plus signs of the numbers were signed; the form holds spaces in their place', [
  [{ From: '+15551234567' }, 'From=+15551234567'],
  [{ Body: 'a b', From: '+1555', To: '+1556' }, 'Body=a+b&From=+1555&To=+1556'],
]);

differsBy('body_rebuilt: spaces were signed; the form holds plus signs in their place', [
  [{ Body: 'a b c' }, 'Body=a%2Bb%2Bc'],
]);

differsBy('body_rebuilt: the values were signed decoded; the form holds them encoded twice', [
  [{ Body: 'a&b' }, 'Body=a%2526b'],
  [{ Body: 'a b & c' }, 'Body=a%2Bb%2520%2526%2Bc'],
  // What cannot be decoded stays.
  [{ Body: '100%', To: '+1555' }, 'Body=100%25&To=%252B1555'],
]);

differsBy('body_whitespace: line ends within the values were signed as CR LF', [
  [{ Body: 'a\r\nb\r\nc' }, 'Body=a%0Ab%0D%0Ac'],
]);

differsBy('body_whitespace: line ends within the values were signed as LF', [
  [{ Body: 'a\nb\nc' }, 'Body=a%0D%0Ab%0Ac'],
]);

differsBy('body_encoding: the values were signed as UTF-8; the form holds them read as Latin-1', [
  [{ Body: 'café' }, 'Body=caf%C3%83%C2%A9'],
]);

differsBy('body_rebuilt: fields that are empty in the form were not signed', [
  [{ Body: 'x' }, 'Body=x&ErrorCode=&ErrorMessage='],
]);

differsBy('body_rebuilt: empty values were signed; the form holds a word for nothing in their place', [
  ...['null', 'undefined', 'None', 'nil'].map(
    (word): Row => [{ Body: 'x', ErrorCode: '' }, `Body=x&ErrorCode=${word}`],
  ),
  [{ Body: 'null and none', ErrorCode: '' }, 'Body=null+and+none&ErrorCode=null'],
  [{ Body: 'it is null', ErrorCode: '' }, 'Body=it+is+null&ErrorCode=null'],
]);

differsBy(
  'body_rebuilt: the form was signed without fields that it shares with the query string',
  [
    [{ Body: 'x' }, 'Body=x&tenant=a1'],
    // Of the same value, or of the same name, alone.
    [{ Body: 'a1', tenant: 'b2' }, 'Body=a1&tenant=b2&tenant=a1'],
  ],
  `${endpoint}?tenant=a1&v=2`,
);

differsBy(
  'body_rebuilt: the fields of the query string were signed with those of the form',
  [[{ Body: 'x', tenant: 'a1', v: '' }, 'Body=x']],
  `${endpoint}?v=&tenant=a1`,
);

differsBy('body_rebuilt: plus signs were signed; the form holds spaces in place of some', [
  [{ Body: '1+1 = 2' }, 'Body=1+1+%3D+2'],
  [{ Body: '1 +1=+2' }, 'Body=1++1=+2'],
  [{ Body: 'a+b+c' }, 'Body=a+b+c'],
  // Beside those of the numbers.
  [{ Body: 'a+b', From: '+1555' }, 'Body=a+b&From=+1555'],
  // Eight of them at most.
  [{ Body: '1 2 3 4 5 6 7 8+9' }, 'Body=1+2+3+4+5+6+7+8+9'],
]);

differsBy('body_rebuilt: empty fields were signed that the form does not hold any more', [
  ...['Body', 'ErrorCode', 'ErrorMessage', 'NumMedia', 'MessagingServiceSid'].map(
    (name): Row => [{ MessageSid: 'm1', [name]: '' }, 'MessageSid=m1'],
  ),
  [
    { MessageSid: 'm1', Body: '', ErrorCode: '', ErrorMessage: '', NumMedia: '', MessagingServiceSid: '' },
    'MessageSid=m1',
  ],
  [{ Body: 'x', ErrorCode: '', NumMedia: '' }, 'Body=x'],
]);

differsBy(
  'body_rebuilt: white space at the end of the text was signed',
  [' ', '\n', '\r\n'].flatMap((space): Row[] => [
    [{ Body: `x${space}`, To: 'x' }, 'Body=x&To=x'],
    [{ body: `x${space}`, to: 'x' }, 'body=x&to=x'],
  ]),
);

differsBy(
  'body_rebuilt: white space at the start of the text was signed',
  [' ', '\n', '\r\n'].flatMap((space): Row[] => [
    [{ Body: `${space}x`, To: 'x' }, 'Body=x&To=x'],
    [{ body: `${space}x`, to: 'x' }, 'body=x&to=x'],
  ]),
);

describe('nothing explains', () => {
  test.for<readonly [what: string, signed: Fields, arrived: string]>([
    ['a ninth space', { Body: '1 2 3 4 5 6 7 8 9+0' }, 'Body=1+2+3+4+5+6+7+8+9+0'],
    ['a field that is there, once more and empty', { Body: ['x', ''], To: 'y' }, 'Body=x&To=y'],
    ['white space in another field', { To: 'x ' }, 'To=x'],
    ['one of two fields', { Body: 'x' }, 'Body=x&To=y'],
  ])('%s', ([, signed, arrived]) => {
    expect(toldOfFields(signed, arrived)).toBeNull();
  });

  test('a form beyond 16 KiB, of which the fields are taken as they are', () => {
    const padding = (length: number) => 'x'.repeat(length - 'From=+1555&Body='.length);
    const rows = [16_384, 16_385].map((length) => {
      const text = padding(length);
      return toldOfFields({ Body: text, From: '+1555' }, `From=+1555&Body=${text}`);
    });
    expect(rows.map((row) => row?.length)).toEqual([1, undefined]);
    const text = padding(16_385);
    expect(toldOfFields({ Body: text, From: '+1555' }, `From=%2B1555&Body=${text}`)).toEqual([]);
  });
});

describe('what was signed as it stands', () => {
  test('in either order of repeated names', () => {
    const fields: Fields = { a: ['2', '1', '2'] };
    expect(toldOfFields(fields, 'a=2&a=1&a=2')).toEqual([]);
    const headers = { ...form, 'x-signalwire-signature': referenceFormDistinct(signingKey, endpoint, pairsOf(fields)) };
    expect(told({ url: endpoint, rawBody: Buffer.from('a=2&a=1&a=2'), headers })).toEqual([]);
  });

  test('without a media type', () => {
    expect(toldOfFields({ Body: 'a b' }, 'Body=a+b', { headers: {} })).toEqual([]);
  });
});

describe('a form that became JSON', () => {
  const fromForm = 'body_rebuilt: a form was signed; the body is JSON that was made of it';
  const headers = json;

  test.for<Row>([
    [{ MessageSid: 'm1', Body: 'a b' }, '{"MessageSid":"m1","Body":"a b"}'],
    [{ MediaUrl: ['b', 'a'] }, '{"MediaUrl":["b","a"]}'],
    [
      { ErrorCode: '', NumMedia: '2', Tag: '{"a":[1]}', Flag: 'true' },
      '{"ErrorCode":null,"NumMedia":2,"Tag":{"a":[1]},"Flag":true}',
    ],
    [{ a: ['', '1'] }, '{"a":[null,1]}'],
  ])('%j was signed, %s arrived', ([signed, arrived]) => {
    expect(toldOfFields(signed, arrived, { headers })).toEqual([fromForm]);
    expect(toldOfFields(signed, arrived, { headers: form })).toEqual([fromForm]);
  });

  test('and lost its plus signs, too', () => {
    expect(toldOfFields({ From: '+1555' }, '{"From":" 1555"}', { headers })).toEqual([
      fromForm,
      'body_rebuilt: the plus signs of the numbers were signed; the form holds spaces in their place',
    ]);
  });

  test.for<Row>([
    [{ 0: ['From', 'x'] }, '[["From","x"]]'],
    [{ From: 'x' }, '{}'],
    [{ From: 'x' }, 'null'],
  ])('but not from %j to %s', ([signed, arrived]) => {
    expect(toldOfFields(signed, arrived, { headers })).toBeNull();
  });
});

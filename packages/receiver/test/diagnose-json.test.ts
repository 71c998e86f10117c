import { describe, expect, test } from 'vitest';
import { jsonSpellings } from '../src/diagnosis/json-spellings.ts';
import { toldOfBytes } from './diagnosed-examples.ts';

const reserialized =
  'body_reserialized: the same JSON was signed as another program writes it: other spacing, order of names or escapes';

describe('JSON that something parsed and wrote again', () => {
  const arrived = '{"id":"m1","project_id":"p1","status":"sent","body":"é/<","number_of_segments":1}';
  test.for([
    ['Python', '{"id": "m1", "project_id": "p1", "status": "sent", "body": "\\u00e9/<", "number_of_segments": 1}'],
    ['PHP', '{"id":"m1","project_id":"p1","status":"sent","body":"\\u00e9\\/<","number_of_segments":1}'],
    ['Go', '{"id":"m1","project_id":"p1","status":"sent","body":"é/\\u003c","number_of_segments":1}'],
    ['names sorted', '{"body":"é/<","id":"m1","number_of_segments":1,"project_id":"p1","status":"sent"}'],
    [
      'nulls dropped',
      '{"id":"m1","project_id":"p1","status":"sent","body":"é/<","number_of_segments":1,"error_code":null,"error_message":null}',
    ],
    ['a line end behind it', '{"number_of_segments":1,"body":"é/<","status":"sent","project_id":"p1","id":"m1"}\n'],
    // A mixture: sorted, escaped and spaced.
    [
      'Python, sorted',
      '{"body": "\\u00e9/<", "id": "m1", "number_of_segments": 1, "project_id": "p1", "status": "sent"}',
    ],
  ] as const)('%s', ([, signed]) => {
    expect(toldOfBytes(signed, arrived)).toEqual([reserialized]);
    expect(toldOfBytes(signed, `\ufeff${arrived}`)).toEqual([reserialized]);
  });

  test('keeps a byte order mark within a text', () => {
    expect(toldOfBytes('{"a": "x\ufeff"}', '{"a":"x\ufeff"}')).toEqual([reserialized]);
  });

  test('is looked at up to 16 KiB and 64 levels', () => {
    const padded = (length: number, colon: string) => `{"id"${colon}"`.padEnd(length - 2, 'x').concat('"}');
    const nested = (levels: number, colon: string) =>
      `{"id"${colon}${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(toldOfBytes(padded(16_385, ': '), padded(16_384, ':'))).toEqual([reserialized]);
    expect(toldOfBytes(padded(16_386, ': '), padded(16_385, ':'))).toBeNull();
    expect(toldOfBytes(nested(64, ': '), nested(64, ':'))).toEqual([reserialized]);
    expect(toldOfBytes(nested(65, ': '), nested(65, ':'))).toBeNull();
    // Side by side is not within one another.
    const wide = `[${'[],'.repeat(100)}{}]`;
    expect(toldOfBytes(`{"id": ${wide.replaceAll(',', ', ')}}`, `{"id":${wide}}`)).toEqual([reserialized]);
  });

  test.for(['{"id":"m1"', '"m1"', '17', ''])('%j is none, and only its bytes are looked at', (arrived) => {
    expect(toldOfBytes(`${arrived} `, arrived, { maxAttempts: 2_000 })).toBeNull();
  });
});

describe('layouts', () => {
  test('of JavaScript, Python and others; with two spaces, four, a tab; of Jackson', () => {
    const { common, mixed } = jsonSpellings({ id: 'm1', tags: ['a', 2], more: {}, none: [] });
    expect(common).toEqual([
      '{"id":"m1","tags":["a",2],"more":{},"none":[]}',
      '{"id":"m1","more":{},"none":[],"tags":["a",2]}',
      '{"none":[],"more":{},"tags":["a",2],"id":"m1"}',
      '{"id": "m1", "tags": ["a", 2], "more": {}, "none": []}',
      '{"id": "m1","tags": ["a",2],"more": {},"none": []}',
      '{\n  "id": "m1",\n  "tags": [\n    "a",\n    2\n  ],\n  "more": {},\n  "none": []\n}',
      '{\n    "id": "m1",\n    "tags": [\n        "a",\n        2\n    ],\n    "more": {},\n    "none": []\n}',
      '{\n\t"id": "m1",\n\t"tags": [\n\t\t"a",\n\t\t2\n\t],\n\t"more": {},\n\t"none": []\n}',
      '{\n  "id" : "m1",\n  "tags" : [\n    "a",\n    2\n  ],\n  "more" : {},\n  "none" : []\n}',
    ]);
    // Each of the six others in two other orders.
    expect(mixed).toHaveLength(12);
    expect(mixed).toContain('{"id": "m1", "more": {}, "none": [], "tags": ["a", 2]}');
  });

  test('of an array', () => {
    expect(jsonSpellings([1])).toEqual({ common: ['[1]', '[\n  1\n]', '[\n    1\n]', '[\n\t1\n]'], mixed: [] });
  });

  test('of what has no members', () => {
    expect(jsonSpellings('é')).toEqual({ common: ['"é"', '"\\u00e9"', '"\\u00E9"'], mixed: [] });
    expect(jsonSpellings(null)).toEqual({ common: ['null'], mixed: [] });
  });
});

test('escapes: of JavaScript, Python, PHP twice, Go, others in capitals, .NET; and of Python with its spaces', () => {
  const { common } = jsonSpellings({ b: "é/<&'+\u2028\u007f" });
  // The last four, as in all other layouts, are escaped as JavaScript does.
  expect(common).toHaveLength(14);
  expect(common.slice(0, 10)).toEqual([
    '{"b":"é/<&\'+\u2028\u007f"}',
    '{"b":"\\u00e9/<&\'+\\u2028\\u007f"}',
    '{"b":"\\u00e9\\/<&\'+\\u2028\\u007f"}',
    '{"b":"é\\/<&\'+\u2028\u007f"}',
    '{"b":"é/\\u003c\\u0026\'+\\u2028\u007f"}',
    '{"b":"é/\\u003C\\u0026\'+\\u2028\u007f"}',
    '{"b":"\\u00E9/<&\'+\\u2028\\u007F"}',
    '{"b":"\\u00E9/\\u003C\\u0026\\u0027\\u002B\\u2028\\u007F"}',
    '{"b": "é/<&\'+\u2028\u007f"}',
    '{"b": "\\u00e9/<&\'+\\u2028\\u007f"}',
  ]);
});

test('orders: as it stands, as documented with what is not at the end, sorted, reversed', () => {
  const { common } = jsonSpellings({ status: 1, zz: 2, body: 3, aa: 4, id: 5 });
  expect(common.slice(0, 4)).toEqual([
    '{"status":1,"zz":2,"body":3,"aa":4,"id":5}',
    '{"id":5,"status":1,"body":3,"zz":2,"aa":4}',
    '{"aa":4,"body":3,"id":5,"status":1,"zz":2}',
    '{"id":5,"aa":4,"body":3,"zz":2,"status":1}',
  ]);
});

describe('contents, as other programs hold them', () => {
  test.for<readonly [what: string, held: object, signed: string]>([
    [
      'nulls that were dropped',
      { id: 'm1', project_id: 'p1' },
      '{"id":"m1","project_id":"p1","error_code":null,"error_message":null}',
    ],
    [
      'one null that was dropped',
      { id: 'm1', project_id: 'p1', error_message: 'x' },
      '{"id":"m1","project_id":"p1","error_message":"x","error_code":null}',
    ],
    ['nulls that were added', { id: 'm1', body: null }, '{"id":"m1"}'],
    ['nulls that became empty', { id: '', body: 'x' }, '{"id":null,"body":"x"}'],
    [
      'counts that became numbers',
      { number_of_segments: 1, error_code: null, a: 2 },
      '{"number_of_segments":"1","error_code":null,"a":2}',
    ],
    [
      'counts that became text',
      { NumMedia: '0', NumSegments: 'x', a: '2' },
      '{"NumMedia":0,"NumSegments":"x","a":"2"}',
    ],
    ['counts that are no numbers', { NumMedia: '0', ErrorCode: '' }, '{"NumMedia":0,"ErrorCode":""}'],
  ])('%s', ([, held, signed]) => {
    expect(jsonSpellings(held).common).toContain(signed);
  });

  test.for([{ id: 'm1' }, { project_id: 'p1' }, { MessageSid: 'm1', AccountSid: 'p1' }])(
    'no nulls are put back into %j, which is no platform callback',
    (held) => {
      const { common, mixed } = jsonSpellings(held);
      expect([...common, ...mixed].join()).not.toContain('null');
    },
  );

  test('are looked for in at most one other layout, order or escape at a time', () => {
    const { common, mixed } = jsonSpellings({ b: 1, a: null, c: 2 });
    expect(common).toContain('{"b":1,"c":2}');
    expect(mixed).toContain('{"b": 1, "c": 2}');
    expect(mixed).toContain('{"c":2,"b":1}');
    expect([...common, ...mixed]).not.toContain('{"c": 2, "b": 1}');
    // What was left as it is, in any.
    expect(mixed).toContain('{"c": 2, "a": null, "b": 1}');
    expect(mixed.filter((text) => common.includes(text))).toEqual([]);
  });
});

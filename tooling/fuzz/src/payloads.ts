import type { Random } from './random.ts';

/** Values that have upset somebody's parser. */
const oddTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  '\u2028',
  '\ud800',
  '\ufeff',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'NaN',
  '-0',
  '1e999',
  '٣',
  '9'.repeat(400),
  'x'.repeat(256),
  'x'.repeat(70_000),
  '<script>alert(1)</script>',
  "'; DROP TABLE messages; --",
  '%00%ff%zz%',
  'a=b&c=d',
  '{"a":1}',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(50),
  '2026-02-30T25:61:61Z',
  '275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00.000Z',
  'Delivered',
  'İSENT',
];

/** A text that few expect. */
export function oddText(random: Random): string {
  return random.chance(0.7) ? random.pick(oddTexts) : random.bytes(random.below(64)).toString('latin1');
}

function nested(random: Random): unknown {
  const depth = random.pick([3, 63, 64, 65, 500, 5_000]);
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

/** A value of JSON that few expect. */
export function oddValue(random: Random): unknown {
  const kinds: readonly (() => unknown)[] = [
    () => oddText(random),
    () => random.pick([0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER + 1, -0]),
    () => random.pick([null, true, false, [], {}, [[]], [null]]),
    () => Object.fromEntries(Array.from({ length: random.below(40) }, (_, index) => [`k${index}`, oddText(random)])),
    () => Array.from({ length: random.below(40) }, () => oddText(random)),
    () => nested(random),
  ];
  return random.pick(kinds)();
}

const callbackFields: readonly string[] = [
  ...['MessageSid', 'AccountSid', 'MessageStatus', 'From', 'To', 'Body', 'NumSegments', 'NumMedia', 'ErrorCode'],
  ...['id', 'project_id', 'status', 'from', 'to', 'body', 'number_of_segments', 'timestamp', 'error_code'],
  ...['error_message', 'custom_variables'],
];

/** Fields to replace or to add, of either dialect and of none. */
export function oddFields(random: Random, value: (random: Random) => unknown): Record<string, unknown> {
  const names = Array.from({ length: 1 + random.below(4) }, () =>
    random.chance(0.8) ? random.pick(callbackFields) : oddText(random),
  );
  return Object.fromEntries(names.map((name) => [name, value(random)]));
}

/** Changes bytes without regard to what they mean. */
export function mangled(random: Random, bytes: Buffer): Buffer {
  let changed = Buffer.from(bytes);
  for (let round = 1 + random.below(4); round > 0; round -= 1) {
    const at = random.below(changed.length + 1);
    const rest = changed.subarray(at);
    const head = changed.subarray(0, at);
    changed = Buffer.concat(
      random.pick<() => readonly Buffer[]>([
        () => [head, random.bytes(1 + random.below(8)), rest],
        () => [head, rest.subarray(1 + random.below(8))],
        () => [head, random.bytes(1), rest.subarray(1)],
        () => [head, rest.subarray(0, random.below(64)), rest],
        () => [head],
        () => [head, Buffer.from(random.pick(['&', '=', '%', '+', '"', '{', ']', '\\u', '\0', '\xff'])), rest],
      ])(),
    );
  }
  return changed;
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compatibilityCallbackSchema,
  jsonSchema,
  messageLogSchema,
  messageResourceSchema,
  platformCallbackSchema,
  platformMessageSchema,
  type SchemaName,
  schemaNames,
  statusCloudEventSchema,
  statusEventSchema,
  toCloudEvent,
} from '../src/index.ts';
import { compatibilityPayload, messageLog, messageResource, platformMessage, platformPayload } from './arbitraries.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import resource from './fixtures/message-resource.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { readCallback, readResource } from './reading.ts';

const event = fc.oneof(
  compatibilityPayload.map(readCallback),
  platformPayload.map(readCallback),
  messageResource.map(readResource),
);

const contracts = {
  compatibilityCallback: { schema: compatibilityCallbackSchema, valid: compatibilityPayload },
  platformCallback: { schema: platformCallbackSchema, valid: platformPayload },
  messageResource: { schema: messageResourceSchema, valid: messageResource },
  messageLog: { schema: messageLogSchema, valid: messageLog },
  platformMessage: { schema: platformMessageSchema, valid: platformMessage },
  statusEvent: { schema: statusEventSchema, valid: event },
  statusCloudEvent: { schema: statusCloudEventSchema, valid: event.map(toCloudEvent) },
} as const satisfies Record<SchemaName, unknown>;

// `date-time` needs no reader of its own here: the pattern beside it says the same and is checked.
function compile(name: SchemaName): ValidateFunction {
  return new Ajv2020({ allowUnionTypes: true, formats: { 'date-time': true } }).compile(jsonSchema(name));
}

// What fields hold by mistake, with the edges of every rule in it.
const mistaken = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1.5,
    1e9,
    999_999_999,
    2 ** 53,
    -(2 ** 53),
    '0',
    '-1',
    '1.5',
    '1234567890',
    'sent',
  ),
  fc.constantFrom<unknown>('x'.repeat(255), 'x'.repeat(256), [], {}, { code: null, message: null }, { code: 5 }),
  fc.constantFrom<unknown>('2026-03-17T22:26:57.000Z', '2026-03-17T22:26:57Z', '2026-02-30T00:00:00.000Z', '1.0'),
);

type Fields = Readonly<Record<string, unknown>>;

/** A payload as it comes over a wire, with some of its fields gone, mistaken or new. */
function changed(valid: fc.Arbitrary<Fields>, fields: readonly string[]): fc.Arbitrary<Fields> {
  const field = fc.constantFrom(...fields, 'new');
  return fc
    .tuple(valid, fc.uniqueArray(field, { maxLength: 2 }), fc.dictionary(field, mistaken, { maxKeys: 2 }))
    .map(([payload, gone, changes]) => {
      const kept = Object.entries(payload).filter(([name]) => !gone.includes(name));
      return JSON.parse(JSON.stringify({ ...Object.fromEntries(kept), ...changes }));
    });
}

// zod leaves `__proto__` out of a record unseen; JSON Schema looks at it like at any other name.
function isBeyondJsonSchema(payload: Fields): boolean {
  const variables = (payload.data as Fields | undefined)?.customVariables ?? payload.customVariables;
  return typeof variables === 'object' && variables !== null && Object.hasOwn(variables, '__proto__');
}

describe('the JSON Schema of', () => {
  it('every contract is there', () => expect(Object.keys(contracts)).toEqual(schemaNames));

  describe.each(schemaNames)('%s', (name) => {
    const validate = compile(name);
    const { schema, valid } = contracts[name];

    it('is draft 2020-12, titled, and plain JSON', () => {
      const text = jsonSchema(name);
      expect(text).toMatchObject({
        title: name,
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
      });
      expect(JSON.parse(JSON.stringify(text))).toEqual(text);
    });

    it('takes what zod takes and refuses what zod refuses', () => {
      const verdicts = { taken: 0, refused: 0 };
      fc.assert(
        fc.property(changed(valid, Object.keys(jsonSchema(name).properties ?? {})), (payload) => {
          fc.pre(!isBeyondJsonSchema(payload));
          const taken = schema.safeParse(payload).success;
          expect(validate(payload), JSON.stringify(validate.errors)).toBe(taken);
          verdicts[taken ? 'taken' : 'refused'] += 1;
        }),
        { numRuns: 600 },
      );
      expect(Math.min(verdicts.taken, verdicts.refused), JSON.stringify(verdicts)).toBeGreaterThan(30);
    });

    it.each([[[]], [null], ['text'], [5], [true]])('refuses %j, as zod does', (value) => {
      expect(validate(value)).toBe(false);
      expect(schema.safeParse(value).success).toBe(false);
    });
  });

  it('each takes the documented samples and what becomes of them', () => {
    expect(compile('compatibilityCallback')(compatibility)).toBe(true);
    expect(compile('platformCallback')(platform)).toBe(true);
    expect(compile('messageResource')(resource)).toBe(true);
    for (const sample of [readCallback(compatibility), readCallback(platform), readResource(resource)]) {
      expect(compile('statusEvent')(sample)).toBe(true);
      expect(compile('statusCloudEvent')(toCloudEvent(sample))).toBe(true);
    }
  });

  it('an event takes fields that a later version may add', () => {
    const later = { ...readCallback(platform), carrier: 'new' };
    expect(compile('statusEvent')(later)).toBe(true);
    expect(statusEventSchema.safeParse(later).success).toBe(true);
  });
});

it('refuses a name that is no contract, and tells those that are', () => {
  expect(() => jsonSchema('toString' as SchemaName)).toThrow(/There are: compatibilityCallback/);
});

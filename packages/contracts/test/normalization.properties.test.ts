import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compatibilityCallbackSchema,
  type NormalizeResult,
  normalizeCallback,
  normalizeMessageResource,
  platformCallbackSchema,
  problemCodes,
  statusEventSchema,
  toCloudEvent,
} from '../src/index.ts';
import { callbackPayload, messageResource, namedField } from './arbitraries.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { callbackProblem, readCallback, readResource, receivedAt } from './reading.ts';

const anything = fc.anything({
  maxDepth: 3,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Both functions, since either may be handed what was meant for the other. */
function normalizeBothWays(payload: unknown): readonly NormalizeResult[] {
  return [normalizeCallback(payload, { receivedAt }), normalizeMessageResource(payload, { receivedAt })];
}

function expectSound(result: NormalizeResult): void {
  if (result.ok) expect(statusEventSchema.safeParse(result.event).error?.issues ?? []).toEqual([]);
  else expect(problemCodes).toContain(result.problem.code);
}

const hostilities: Readonly<Record<string, (payload: Record<string, unknown>, field: string) => unknown>> = {
  'a getter that throws': (payload, field) =>
    Object.defineProperty({ ...payload }, field, {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    }),
  'a getter that throws what is no error': (payload, field) =>
    Object.defineProperty({ ...payload }, field, {
      enumerable: true,
      get() {
        throw undefined;
      },
    }),
  'a getter that tells something else each time': (payload, field) => {
    const values: unknown[] = [payload[field], 5, 'text', null, {}, { a: 1 }, ['x']];
    return Object.defineProperty({ ...payload }, field, {
      enumerable: true,
      get() {
        const [value] = values;
        values.push(values.shift());
        return value;
      },
    });
  },
  'a revoked proxy': (payload) => {
    const { proxy, revoke } = Proxy.revocable(payload, {});
    revoke();
    return proxy;
  },
  'a revoked proxy in a field': (payload, field) => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return { ...payload, [field]: proxy, more: proxy };
  },
  'a proxy whose traps throw': (payload, field) => {
    const trap = () => {
      throw new Error('no');
    };
    const traps = { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap };
    return new Proxy(payload, { [Object.keys(traps)[field.length % 5] ?? 'get']: trap });
  },
  'a ring': (payload, field) => {
    const ring: Record<string, unknown> = { ...payload };
    ring[field] = ring;
    ring.more = { ring };
    return ring;
  },
  'an object of a class': (payload) => Object.assign(new (class Callback {})(), payload),
  'an object without a prototype': (payload) => Object.assign(Object.create(null), payload),
  'an object whose fields are inherited': (payload) => Object.create(payload),
  'a function with fields': (payload) => Object.assign(() => {}, payload),
  'a list with fields': (payload) => Object.assign([], payload),
  'a field named constructor that is a function': (payload) => ({ ...payload, constructor: class {} }),
  'fields of types that JSON does not have': (payload) => ({ ...payload, a: 1n, b: Symbol('b'), c: () => {} }),
  'symbols for names': (payload, field) => ({ ...payload, [Symbol(field)]: field, [field]: { [Symbol(field)]: 1 } }),
};

describe('normalising never throws, and what it accepts is an event', () => {
  it('for anything at all', () => {
    fc.assert(
      fc.property(anything, (payload) => {
        for (const result of normalizeBothWays(payload)) expectSound(result);
      }),
      { numRuns: 1000 },
    );
  });

  it('for payloads of which some fields hold anything at all', () => {
    const mutations = fc.dictionary(namedField, anything, { minKeys: 1, maxKeys: 3 });
    fc.assert(
      fc.property(fc.oneof(callbackPayload, messageResource), mutations, (payload, mutation) => {
        for (const result of normalizeBothWays({ ...payload, ...mutation })) expectSound(result);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(Object.keys(hostilities))('for %s', (name) => {
    fc.assert(
      fc.property(fc.oneof(callbackPayload, messageResource), namedField, (payload, field) => {
        for (const result of normalizeBothWays(hostilities[name]?.(payload, field))) expectSound(result);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['Callback', 'Resource'])('for every documented %s', (kind) => {
    fc.assert(
      fc.property(kind === 'Callback' ? callbackPayload : messageResource, (payload) => {
        expectSound({ ok: true, event: kind === 'Callback' ? readCallback(payload) : readResource(payload) });
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is kept', () => {
  it('is every field that no schema names, verbatim, whatever its name', () => {
    const named = new Set([
      ...Object.keys(compatibilityCallbackSchema.shape),
      ...Object.keys(platformCallbackSchema.shape),
    ]);
    fc.assert(
      fc.property(callbackPayload, (payload) => {
        const { extra, dialect } = readCallback(payload);
        const schema = dialect === 'platform' ? platformCallbackSchema : compatibilityCallbackSchema;
        for (const name of Object.keys(payload)) {
          if (Object.hasOwn(schema.shape, name)) continue;
          expect(Object.getOwnPropertyDescriptor(extra, name)?.value).toBe(
            Object.getOwnPropertyDescriptor(payload, name)?.value,
          );
        }
        for (const name of Object.keys(extra)) {
          expect(Object.hasOwn(payload, name)).toBe(true);
          expect(named.has(name) && name !== 'custom_variables' && Object.hasOwn(schema.shape, name)).toBe(false);
        }
        expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
      }),
      { numRuns: 500 },
    );
  });

  it('may be named __proto__, at any depth, and changes no prototype', () => {
    const wire = `{"id":"m","project_id":"p","status":"sent","to":"+1","from":"+2",
      "__proto__":{"polluted":1},"nested":{"__proto__":{"polluted":2}},"custom_variables":{"__proto__":"text"}}`;
    const event = readCallback(JSON.parse(wire));
    expect(JSON.stringify(event.extra)).toBe('{"__proto__":{"polluted":1},"nested":{"__proto__":{"polluted":2}}}');
    expect(JSON.stringify(event.customVariables)).toBe('{"__proto__":"text"}');
    expect(Object.getPrototypeOf(event.extra)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(event.customVariables)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });

  it('survives being written as JSON: what comes back is the same event', () => {
    fc.assert(
      fc.property(fc.oneof(callbackPayload, messageResource), (payload) => {
        const fromWire: unknown = JSON.parse(JSON.stringify(payload));
        for (const result of normalizeBothWays(fromWire)) {
          if (!result.ok) continue;
          const text = JSON.stringify(result.event);
          const parsed = statusEventSchema.safeParse(JSON.parse(text));
          expect(parsed.error?.issues ?? []).toEqual([]);
          expect(parsed.data?.key).toBe(result.event.key);
          expect(JSON.stringify(JSON.parse(text))).toBe(text);
          expect(JSON.stringify(toCloudEvent(result.event).data)).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('nests up to 64 levels; deeper is a problem, however deep', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(readCallback({ ...platform, more: nested(64) }).extra.more).toEqual(nested(64));
    for (const levels of [65, 50_000]) {
      expect(callbackProblem({ ...platform, more: nested(levels) })).toMatchObject({
        code: 'invalid_payload',
        message: expect.stringContaining('deeper than 64 levels'),
      });
      expect(callbackProblem({ ...platform, custom_variables: { more: nested(levels) } }).code).toBe('invalid_payload');
    }
  });

  it('is not looked at where it has a name in the normal form: a deep From is just no text', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(callbackProblem({ ...compatibility, From: deep }).issues).toEqual([
      { path: 'From', message: 'Expected string' },
    ]);
  });

  it('leaves the payload as it was', () => {
    const freeze = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const payload = freeze({ ...platform, custom_variables: { a: 'b' }, more: { list: [1, { deep: true }] } });
    const before = JSON.stringify(payload);
    expect(readCallback(payload).extra).toEqual({ more: { list: [1, { deep: true }] } });
    expect(JSON.stringify(payload)).toBe(before);
  });
});

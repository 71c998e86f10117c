import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normalizeCallback, normalizeMessageResource, type Problem } from '../src/index.ts';
import { callbackPayload, messageResource, namedField } from './arbitraries.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import resource from './fixtures/message-resource.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { callbackProblem, receivedAt } from './reading.ts';

const canary = 'CANARY+15550001111';

/** Every way to hold the canary that no field takes, and some that only certain fields refuse. */
const carriers: readonly unknown[] = [
  canary,
  canary.repeat(50),
  [canary],
  { [canary]: canary },
  { constructor: { name: canary } },
  Object.assign(Object.create(null), { constructor: { name: canary }, [Symbol.toStringTag]: canary }),
  new (Object.defineProperty(class {}, 'name', { value: canary }))(),
  Object.defineProperty(() => {}, 'name', { value: canary }),
  new String(canary),
  Symbol(canary),
  new Error(canary),
  new Map([[canary, canary]]),
  15_550_001_111,
  15_550_001_111n,
];

function problemsOf(payload: unknown): readonly Problem[] {
  return [normalizeCallback(payload, { receivedAt }), normalizeMessageResource(payload, { receivedAt })].flatMap(
    (result) => (result.ok ? [] : [result.problem]),
  );
}

function expectSilence(problems: readonly Problem[]): void {
  const told = JSON.stringify(problems);
  expect(told).not.toContain('CANARY');
  expect(told).not.toContain('5550001111');
}

describe('a problem tells no value of the payload', () => {
  it('whatever a field holds that cannot be read', () => {
    let told = 0;
    const mutations = fc.dictionary(namedField, fc.constantFrom(...carriers), { minKeys: 1 });
    fc.assert(
      fc.property(fc.oneof(callbackPayload, messageResource), mutations, (payload, mutation) => {
        const problems = problemsOf({ ...payload, ...mutation });
        told += problems.filter(({ issues }) => issues.length > 0).length;
        expectSilence(problems);
      }),
      { numRuns: 1000 },
    );
    expect(told, 'problems with issues among those looked at').toBeGreaterThan(100);
  });

  it.each(carriers.map((carrier, index) => [index, carrier] as const))('every field, carrier %i', (_, carrier) => {
    for (const sample of [compatibility, platform, resource]) {
      for (const name of Object.keys(sample)) expectSilence(problemsOf({ ...sample, [name]: carrier }));
      expectSilence(problemsOf({ ...sample, more: carrier }));
      expectSilence(problemsOf(carrier));
    }
  });

  it('nor what a getter throws', () => {
    const payload = Object.defineProperty({ ...platform }, 'from', {
      get() {
        throw new Error(canary);
      },
    });
    expectSilence([callbackProblem(payload)]);
  });

  describe('even where the app has given zod words of its own', () => {
    const { customError } = z.config();
    afterEach(() => {
      z.config({ customError });
    });

    it('that quote what they got', () => {
      z.config({ customError: (issue) => `Got ${String(issue.input)}` });
      expect(z.string().safeParse(5).error?.issues[0]?.message).toBe('Got 5');
      for (const name of Object.keys(platform)) {
        for (const carrier of [[canary], canary.repeat(50)]) {
          expectSilence(problemsOf({ ...platform, [name]: carrier }));
        }
      }
    });
  });
});

describe('a problem tells what to look at', () => {
  it('names every unreadable field at once, with its rule', () => {
    const problem = callbackProblem({
      ...compatibility,
      AccountSid: '',
      From: undefined,
      To: 5,
      NumMedia: 'two',
      ErrorCode: 'x'.repeat(256),
    });
    expect(problem.code).toBe('invalid_payload');
    expect(problem.issues).toEqual([
      { path: 'AccountSid', message: 'Must not be empty' },
      { path: 'From', message: 'Required' },
      { path: 'To', message: 'Expected string' },
      { path: 'NumMedia', message: 'Expected a whole number of at most nine digits' },
      { path: 'ErrorCode', message: 'At most 255 characters' },
    ]);
  });

  it('says of a shape that is neither dialect which fields it looked for', () => {
    expect(callbackProblem({ hello: 'world' }).message).toMatch(
      /MessageSid and MessageStatus.*id, project_id and status/,
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  explainErrorCode,
  jsonSchema,
  type NormalizeResult,
  normalizeCallback,
  normalizeMessageLog,
  normalizeMessageResource,
  schemaNames,
} from '../src/index.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import resource from './fixtures/message-resource.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { callbackProblem, readCallback, receivedAt, resourceProblem } from './reading.ts';

const log = { id: 'm', from: '+1', to: '+2', status: 'sent' };
const readLog = (fields: object, projectId = 'p'): NormalizeResult =>
  normalizeMessageLog({ ...log, ...fields }, { projectId, receivedAt });
const dialectOf = (result: NormalizeResult) => (result.ok ? result.event.dialect : result.problem);

describe('a refusal says what it is about', () => {
  it('names the kind of payload whose fields cannot be read', () => {
    expect(callbackProblem({ ...compatibility, NumMedia: 'many' }).message).toBe(
      'A compatibility callback with unreadable fields.',
    );
    expect(callbackProblem({ ...platform, number_of_segments: 'many' }).message).toBe(
      'A platform callback with unreadable fields.',
    );
    expect(resourceProblem({ ...resource, num_media: 'many' }).message).toBe(
      'A message resource with unreadable fields.',
    );
  });

  it('names the field, its place within another one, and the rule', () => {
    expect(callbackProblem({ ...platform, timestamp: 'yesterday' })).toEqual({
      code: 'invalid_payload',
      message: 'The field timestamp cannot be read.',
      issues: [{ path: 'timestamp', message: 'Expected an ISO 8601 date and time' }],
    });
    expect(callbackProblem({ ...compatibility, NumMedia: 'many' }).issues).toEqual([
      { path: 'NumMedia', message: 'Expected a whole number of at most nine digits' },
    ]);
    expect(callbackProblem({ ...compatibility, ErrorCode: ['30003'] }).issues).toEqual([
      { path: 'ErrorCode', message: 'Not of a documented form' },
    ]);
  });

  it('says the same of everything that throws when it is looked at', () => {
    const throwing = (payload: object): object =>
      Object.defineProperty({ ...payload }, 'Odd', {
        enumerable: true,
        get() {
          throw new Error('looked at');
        },
      });
    const refusal = (message: string) => ({ ok: false, problem: { code: 'invalid_payload', message, issues: [] } });
    expect(normalizeCallback(throwing(compatibility), { receivedAt })).toEqual(refusal('The payload cannot be read.'));
    expect(normalizeMessageResource(throwing(resource), { receivedAt })).toEqual(
      refusal('The resource cannot be read.'),
    );
    expect(normalizeMessageLog(throwing(log), { projectId: 'p', receivedAt })).toEqual(
      refusal('The log cannot be read.'),
    );
  });

  it.each([
    ['bigint', 1n],
    ['symbol', Symbol('s')],
    ['function', () => {}],
  ])('tells of a field that JSON cannot hold: a %s', (_type, value) => {
    for (const field of [value, [value], { in: value }]) {
      expect(callbackProblem({ ...compatibility, Odd: field })).toEqual({
        code: 'invalid_payload',
        message: 'A field is nested deeper than 64 levels, or is of a type that JSON does not have.',
        issues: [],
      });
    }
  });
});

describe('a mistake of the program throws, with its code', () => {
  it('for a log without a project', () => {
    expect(() => readLog({}, '')).toThrow(
      expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS', message: expect.stringContaining('projectId') }),
    );
  });

  it('for a schema that there is not, naming those that there are', () => {
    expect(() => jsonSchema('nothing' as 'statusEvent')).toThrow(
      expect.objectContaining({
        code: 'STATUSWIRE_INVALID_OPTIONS',
        message: `There is no such schema. There are: ${schemaNames.join(', ')}.`,
      }),
    );
  });
});

describe('a log is of the API that created the message', () => {
  it.each([
    [{ source: 'laml' }, 'compatibility'],
    [{ source: 'laml', type: 'relay_message' }, 'compatibility'],
    [{ source: 'realtime_api' }, 'platform'],
    [{ source: 'realtime_api', type: 'laml_message' }, 'platform'],
    [{ type: 'laml_message' }, 'compatibility'],
    [{ type: 'relay_message' }, 'platform'],
    [{}, 'platform'],
  ])('%j is %s', (fields, dialect) => {
    expect(dialectOf(readLog(fields))).toBe(dialect);
  });
});

describe('at the edges', () => {
  it('the earliest instant is one, and the one before it is none', () => {
    const at = (timestamp: string) => normalizeCallback({ ...platform, timestamp }, { receivedAt });
    expect(readCallback({ ...platform, timestamp: '0000-01-01T00:00:00+00:00' }).occurredAt).toBe(
      '0000-01-01T00:00:00.000Z',
    );
    expect(at('0000-01-01T00:00:00+00:01').ok).toBe(false);
  });

  it('an empty or absent time is none', () => {
    for (const timestamp of ['', null, undefined]) {
      expect(readCallback({ ...platform, timestamp }).occurredAt).toBeNull();
    }
  });

  it('a variable of any name is one of its own, and can be changed', () => {
    const custom = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
    const { customVariables } = readCallback({ ...platform, custom_variables: custom });
    expect(Object.entries(customVariables)).toEqual(Object.entries(custom));
    for (const name of Object.keys(custom)) {
      expect(Object.getOwnPropertyDescriptor(customVariables, name)).toMatchObject({
        writable: true,
        configurable: true,
        enumerable: true,
      });
    }
  });

  it('a code that is not listed says that it is not', () => {
    expect(explainErrorCode('99999').meaning).toBe('SignalWire documents no meaning for this code.');
  });
});

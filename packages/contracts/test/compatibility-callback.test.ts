import { describe, expect, it } from 'vitest';
import { compatibilityCallbackSchema, detectDialect, isFailure, isTerminal } from '../src/index.ts';
import sample from './fixtures/compatibility-callback.json' with { type: 'json' };
import { callbackProblem, readCallback, receivedAt, without } from './reading.ts';

describe('SignalWire\'s page "SMS status callback"', () => {
  describe('table "There are 8 possible message statuses"', () => {
    const table = [
      { status: 'queued', terminal: false, failure: false },
      { status: 'sending', terminal: false, failure: false },
      { status: 'sent', terminal: false, failure: false },
      { status: 'delivered', terminal: true, failure: false },
      { status: 'undelivered', terminal: true, failure: true },
      { status: 'failed', terminal: true, failure: true },
      { status: 'receiving', terminal: false, failure: false },
      { status: 'received', terminal: true, failure: false },
    ] as const;

    it('has 8 rows', () => expect(new Set(table.map(({ status }) => status)).size).toBe(8));

    it.each(table)('$status is read as itself', ({ status, terminal, failure }) => {
      const event = readCallback({ ...sample, MessageStatus: status });
      expect(event).toMatchObject({ status, providerStatus: status });
      expect(isTerminal(event.status)).toBe(terminal);
      expect(isFailure(event.status)).toBe(failure);
    });
  });

  describe('table "Payload"', () => {
    // `demanded` is what we do: without these a callback is nobody's, or names no message.
    const table = [
      { field: 'MessageStatus', documented: 'required', demanded: true },
      { field: 'MessageSid', documented: 'required', demanded: true },
      { field: 'AccountSid', documented: 'required', demanded: true },
      { field: 'From', documented: 'required', demanded: true },
      { field: 'To', documented: 'required', demanded: true },
      { field: 'Body', documented: 'required', demanded: false, becomes: { body: null } },
      { field: 'NumMedia', documented: 'required', demanded: false, becomes: { media: null } },
      { field: 'NumSegments', documented: 'required', demanded: false, becomes: { segments: null } },
      { field: 'ErrorCode', documented: 'optional', demanded: false, becomes: { error: null } },
    ] as const;

    it('names the fields of the schema, all of them and no other', () => {
      expect(Object.keys(compatibilityCallbackSchema.shape).sort()).toEqual(table.map(({ field }) => field).sort());
    });

    it('makes a sample, which is accepted as it stands', () => {
      expect(Object.keys(sample).sort()).toEqual(table.map(({ field }) => field).sort());
      expect(detectDialect(sample)).toBe('compatibility');
      expect(readCallback(sample)).toEqual({
        key: 'compatibility:ea108133-d6b3-407c-9536-9fad8a929a6a:0a059168-ead0-41af-9d1f-343dae832527:undelivered:30003:',
        source: 'callback',
        dialect: 'compatibility',
        projectId: 'ea108133-d6b3-407c-9536-9fad8a929a6a',
        messageId: '0a059168-ead0-41af-9d1f-343dae832527',
        status: 'undelivered',
        providerStatus: 'undelivered',
        from: '+15551234567',
        to: '+15557654321',
        body: 'Hello World!',
        segments: 1,
        media: 0,
        direction: null,
        error: { code: '30003', message: null },
        occurredAt: null,
        receivedAt,
        customVariables: {},
        extra: {},
      });
    });

    it.each(table.filter(({ demanded }) => demanded))('without $field (required) there is no event', ({ field }) => {
      const problem = callbackProblem(without(sample, field));
      if (field === 'MessageStatus' || field === 'MessageSid') expect(problem.code).toBe('unknown_dialect');
      else expect(problem).toMatchObject({ code: 'invalid_payload', issues: [{ path: field, message: 'Required' }] });
    });

    it.each(table.filter(({ demanded }) => !demanded))('without $field ($documented) it is still an event', (row) => {
      expect(readCallback(without(sample, row.field))).toMatchObject('becomes' in row ? row.becomes : {});
      expect(readCallback({ ...sample, [row.field]: null })).toMatchObject('becomes' in row ? row.becomes : {});
    });

    it('NumMedia and NumSegments, integers, are digits on a form and numbers in JSON', () => {
      expect(readCallback({ ...sample, NumMedia: '10', NumSegments: '3' })).toMatchObject({ media: 10, segments: 3 });
      expect(readCallback({ ...sample, NumMedia: 10, NumSegments: 3 })).toMatchObject({ media: 10, segments: 3 });
      expect(readCallback({ ...sample, NumMedia: '', NumSegments: '' })).toMatchObject({ media: null, segments: null });
    });

    it.each(['one', '-1', '1.5', ' 1', '1e3', '٣', '1234567890', -1, 1.5, Number.NaN, true, [1]])(
      'NumSegments %j is a problem, never a guess',
      (count) => {
        expect(callbackProblem({ ...sample, NumSegments: count }).issues).toEqual([
          { path: 'NumSegments', message: 'Expected a whole number of at most nine digits' },
        ]);
      },
    );

    it('Body may be empty, which is not the same as untold', () => {
      expect(readCallback({ ...sample, Body: '' }).body).toBe('');
    });
  });
});

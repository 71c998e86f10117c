import { describe, expect, it } from 'vitest';
import { detectDialect, platformCallbackSchema } from '../src/index.ts';
import sample from './fixtures/platform-callback.json' with { type: 'json' };
import { callbackProblem, readCallback, receivedAt, without } from './reading.ts';

describe('SignalWire\'s page "Message status callback"', () => {
  it('has a sample that lacks error_code and error_message, and is accepted as it stands', () => {
    expect(sample).not.toHaveProperty('error_code');
    expect(sample).not.toHaveProperty('error_message');
    expect(detectDialect(sample)).toBe('platform');
    expect(readCallback(sample)).toEqual({
      key: 'platform:b2c3d4e5-f6a7-8901-bcde-f12345678901:a1b2c3d4-e5f6-7890-abcd-ef1234567890:delivered::2026-03-17T22:26:57.000Z',
      source: 'callback',
      dialect: 'platform',
      projectId: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
      messageId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
      status: 'delivered',
      providerStatus: 'delivered',
      from: '+15559876543',
      to: '+15551234567',
      body: 'Hello World!',
      segments: 1,
      media: null,
      direction: null,
      error: null,
      occurredAt: '2026-03-17T22:26:57.000Z',
      receivedAt,
      customVariables: {},
      extra: {},
    });
  });

  describe('table "Payload"', () => {
    // All are documented as required. `demanded` is what we do: the page's own sample lacks two of them.
    const table = [
      { field: 'id', demanded: true },
      { field: 'project_id', demanded: true },
      { field: 'status', demanded: true },
      { field: 'to', demanded: true },
      { field: 'from', demanded: true },
      { field: 'body', demanded: false, becomes: { body: null } },
      { field: 'number_of_segments', demanded: false, becomes: { segments: null } },
      { field: 'timestamp', demanded: false, becomes: { occurredAt: null } },
      { field: 'error_code', demanded: false, becomes: { error: { code: null, message: 'Unreachable' } } },
      { field: 'error_message', demanded: false, becomes: { error: { code: '30003', message: null } } },
    ] as const;
    const complete = { ...sample, status: 'undelivered', error_code: '30003', error_message: 'Unreachable' };

    it('names the fields of the schema, but for custom_variables, which come only where the sender gave them', () => {
      expect(Object.keys(platformCallbackSchema.shape).sort()).toEqual(
        [...table.map(({ field }) => field), 'custom_variables'].sort(),
      );
      expect(Object.keys(complete).sort()).toEqual(table.map(({ field }) => field).sort());
      expect(readCallback(complete).error).toEqual({ code: '30003', message: 'Unreachable' });
    });

    it.each(table.filter(({ demanded }) => demanded))('without $field (required) there is no event', ({ field }) => {
      const problem = callbackProblem(without(complete, field));
      if (field === 'to' || field === 'from') {
        expect(problem).toMatchObject({ code: 'invalid_payload', issues: [{ path: field, message: 'Required' }] });
      } else expect(problem.code).toBe('unknown_dialect');
    });

    it.each(table.filter(({ demanded }) => !demanded))('without $field it is still an event', (row) => {
      expect(readCallback(without(complete, row.field))).toMatchObject('becomes' in row ? row.becomes : {});
      expect(readCallback({ ...complete, [row.field]: null })).toMatchObject('becomes' in row ? row.becomes : {});
    });

    it('ids are documented as UUIDs, yet opaque: documented examples are none', () => {
      const id = 'b3877c40-da60-4998-90ad-b792e98472ms';
      expect(readCallback({ ...sample, id, project_id: id })).toMatchObject({ messageId: id, projectId: id });
    });

    it.each(['yesterday', '2026-03-17', '2026-02-30T10:00:00Z', '22:26:57Z', '1773786417'])(
      'timestamp %j is a problem, never a guess',
      (timestamp) => {
        expect(callbackProblem({ ...sample, timestamp })).toMatchObject({
          code: 'invalid_payload',
          issues: [{ path: 'timestamp', message: 'Expected an ISO 8601 date and time' }],
        });
      },
    );

    it('timestamp may be empty, which tells no time', () => {
      expect(readCallback({ ...sample, timestamp: '' }).occurredAt).toBeNull();
    });
  });

  describe('custom variables', () => {
    it('string pairs become customVariables', () => {
      const custom_variables = { campaign: 'spring', '': '', constructor: 'a name like any other' };
      const event = readCallback({ ...sample, custom_variables });
      expect(event.customVariables).toEqual(custom_variables);
      expect(event.extra).toEqual({});
    });

    it('where one is no string, all of them stay in extra as they came', () => {
      const custom_variables = { campaign: 'spring', attempt: 2 };
      const event = readCallback({ ...sample, custom_variables });
      expect(event.customVariables).toEqual({});
      expect(event.extra).toEqual({ custom_variables });
    });

    it('null means none', () => {
      expect(readCallback({ ...sample, custom_variables: null })).toMatchObject({ customVariables: {}, extra: {} });
    });

    it.each([
      ['a list', []],
      ['a text', 'campaign=spring'],
      ['a number', 1],
    ])('%s is a problem', (_, variables) => {
      expect(callbackProblem({ ...sample, custom_variables: variables }).issues[0]?.path).toBe('custom_variables');
    });
  });
});

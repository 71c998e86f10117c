import { describe, expect, it } from 'vitest';
import {
  compatibilityCallbackSchema,
  detectDialect,
  messageResourceSchema,
  platformCallbackSchema,
  type StatusEvent,
} from '../src/index.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import resource from './fixtures/message-resource.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { callbackProblem, readCallback, readResource, resourceProblem, without } from './reading.ts';

// docs/dialects.md, "Three systems, one message".
describe('table "Three systems, one message"', () => {
  it('row "names": PascalCase for the compatibility callback, snake_case for both others', () => {
    for (const name of Object.keys(compatibilityCallbackSchema.shape)) expect(name).toMatch(/^([A-Z][a-z]+)+$/);
    for (const schema of [platformCallbackSchema, messageResourceSchema]) {
      for (const name of Object.keys(schema.shape)) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });

  it('row "wire": the compatibility callback is the same fact as a form and as JSON', () => {
    const asForm = { ...compatibility, NumMedia: '2', NumSegments: '3', ErrorCode: '30003' };
    const asJson = { ...compatibility, NumMedia: 2, NumSegments: 3, ErrorCode: 30003 };
    expect(readCallback(asJson)).toEqual(readCallback(asForm));
  });

  const rows: readonly {
    readonly row: string;
    readonly tells: keyof StatusEvent;
    readonly fields: readonly [string | null, string | null, string | null];
    readonly wire: string;
    readonly value: unknown;
  }[] = [
    { row: 'message id', tells: 'messageId', fields: ['MessageSid', 'id', 'sid'], wire: 'm-1', value: 'm-1' },
    {
      row: 'project id',
      tells: 'projectId',
      fields: ['AccountSid', 'project_id', 'account_sid'],
      wire: 'p',
      value: 'p',
    },
    { row: 'status', tells: 'status', fields: ['MessageStatus', 'status', 'status'], wire: 'sent', value: 'sent' },
    { row: 'numbers', tells: 'media', fields: ['NumMedia', null, 'num_media'], wire: '7', value: 7 },
    {
      row: 'numbers',
      tells: 'segments',
      fields: ['NumSegments', 'number_of_segments', 'num_segments'],
      wire: '4',
      value: 4,
    },
    {
      row: 'error',
      tells: 'error',
      fields: ['ErrorCode', 'error_code', 'error_code'],
      wire: '30006',
      value: { code: '30006', message: null },
    },
    {
      row: 'error',
      tells: 'error',
      fields: [null, 'error_message', 'error_message'],
      wire: 'No route',
      value: { code: null, message: 'No route' },
    },
    { row: 'more', tells: 'direction', fields: [null, null, 'direction'], wire: 'inbound', value: 'inbound' },
  ];

  it.each(rows)('row "$row": $fields tell $tells', ({ tells, fields, wire, value }) => {
    const [inCompatibility, inPlatform, inResource] = fields;
    if (inCompatibility !== null) {
      const { ErrorCode, ...plain } = compatibility;
      expect(readCallback({ ...plain, [inCompatibility]: wire })[tells]).toEqual(value);
    }
    if (inPlatform !== null) expect(readCallback({ ...platform, [inPlatform]: wire })[tells]).toEqual(value);
    if (inResource !== null) expect(readResource({ ...resource, [inResource]: wire })[tells]).toEqual(value);
  });

  it('row "time": none, ISO 8601, RFC 2822', () => {
    expect(readCallback(compatibility).occurredAt).toBeNull();
    expect(readCallback({ ...platform, timestamp: '2026-03-17T23:26:57+01:00' }).occurredAt).toBe(
      '2026-03-17T22:26:57.000Z',
    );
    expect(readResource({ ...resource, date_updated: 'Tue, 17 Mar 2026 22:26:57 +0000' }).occurredAt).toBe(
      '2026-03-17T22:26:57.000Z',
    );
  });

  it('row "error": an empty or absent code is no code, a number is the same code as its digits', () => {
    for (const none of ['', null, undefined]) {
      expect(readCallback({ ...compatibility, ErrorCode: none }).error).toBeNull();
      expect(readCallback({ ...platform, error_code: none, error_message: none }).error).toBeNull();
      expect(readResource({ ...resource, error_code: none, error_message: none }).error).toBeNull();
    }
    expect(readCallback({ ...platform, error_code: 30003 })).toEqual(
      readCallback({ ...platform, error_code: '30003' }),
    );
  });

  it('row "more": what may come along is kept as it came', () => {
    const more = {
      SmsSid: compatibility.MessageSid,
      SmsStatus: 'undelivered',
      ApiVersion: '2010-04-01',
      MediaUrl0: 'https://media.example.com/0',
      MediaContentType0: 'image/png',
    };
    const event = readCallback({ ...compatibility, ...more });
    expect(event.extra).toEqual(more);
    expect(event.key).toBe(readCallback(compatibility).key);
    expect(readCallback({ ...platform, custom_variables: { order: '17' } }).customVariables).toEqual({ order: '17' });
  });
});

describe('ids, status words and error codes', () => {
  const systems = [
    [
      'compatibility callback',
      compatibility,
      ['MessageSid', 'AccountSid', 'MessageStatus', 'ErrorCode'],
      readCallback,
      callbackProblem,
    ],
    ['platform callback', platform, ['id', 'project_id', 'status', 'error_code'], readCallback, callbackProblem],
    ['message resource', resource, ['sid', 'account_sid', 'status', 'error_code'], readResource, resourceProblem],
  ] as const;

  it.each(systems)('of a %s are taken up to 255 characters', (_, sample, fields, read, problem) => {
    for (const field of fields) {
      expect(read({ ...sample, [field]: 'x'.repeat(255) }).key).toContain('x'.repeat(255));
      expect(problem({ ...sample, [field]: 'x'.repeat(256) }).issues).toEqual([
        { path: field, message: 'At most 255 characters' },
      ]);
    }
  });

  it.each(systems)(
    'of a %s are never empty, but for the code',
    (_, sample, [message, project, status], __, problem) => {
      for (const field of [message, project, status]) {
        expect(problem({ ...sample, [field]: '' }).issues).toEqual([{ path: field, message: 'Must not be empty' }]);
      }
    },
  );
});

describe('the dialect is told by the shape of the fields', () => {
  it('compatibility: MessageSid and MessageStatus', () => {
    expect(detectDialect({ MessageSid: 'm', MessageStatus: 'sent' })).toBe('compatibility');
    expect(detectDialect({ MessageSid: 'm' })).toBeNull();
    expect(detectDialect({ MessageStatus: 'sent' })).toBeNull();
  });

  it('platform: id, project_id and status', () => {
    expect(detectDialect({ id: 'm', project_id: 'p', status: 'sent' })).toBe('platform');
    expect(detectDialect({ id: 'm', project_id: 'p' })).toBeNull();
    expect(detectDialect({ id: 'm', status: 'sent' })).toBeNull();
    expect(detectDialect({ project_id: 'p', status: 'sent' })).toBeNull();
  });

  it('a message resource is no callback', () => {
    expect(detectDialect(resource)).toBeNull();
    expect(callbackProblem(resource).code).toBe('unknown_dialect');
  });

  it.each([
    ['compatibility', compatibility, ['MessageSid', 'MessageStatus']],
    ['platform', platform, ['id', 'project_id', 'status']],
  ] as const)('inherited fields are no fields: %s', (_, sample, fields) => {
    for (const field of fields) {
      const inheriting: unknown = Object.assign(Object.create({ [field]: 'inherited' }), without(sample, field));
      expect(detectDialect(inheriting)).toBeNull();
      expect(callbackProblem(inheriting).code).toBe('unknown_dialect');
    }
  });

  it('a list is no callback, whatever fields it has', () => {
    expect(detectDialect(Object.assign([], compatibility))).toBeNull();
    expect(detectDialect(Object.assign([], platform))).toBeNull();
  });

  it.each([undefined, null, true, 0, 'MessageSid', [], [compatibility], () => {}])('%j is neither', (payload) => {
    expect(detectDialect(payload)).toBeNull();
    expect(callbackProblem(payload)).toMatchObject({ code: 'unknown_dialect', issues: [] });
  });
});

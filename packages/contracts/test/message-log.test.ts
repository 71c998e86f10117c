import { describe, expect, it } from 'vitest';
import { normalizeMessageLog, type StatusEvent, statusEventSchema } from '../src/index.ts';
import { readCallback, receivedAt, without } from './reading.ts';

const projectId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

// The sample of SignalWire's API specification, outbound.
const sample = {
  id: 'c2d3e4f5-a6b7-8901-cdef-234567890abc',
  from: '+12077447397',
  to: '+12029921413',
  status: 'failed',
  direction: 'outbound',
  kind: 'mms',
  source: 'realtime_api',
  type: 'relay_message',
  url: null,
  number_of_segments: 1,
  charge: 0,
  charge_details: [{ description: 'Outbound MMS', charge: 0.02 }],
  created_at: '2024-05-06T12:20:00Z',
  error_code: 30003,
  error_message: 'Unreachable destination handset',
};

function readLog(log: unknown): StatusEvent {
  const result = normalizeMessageLog(log, { projectId, receivedAt });
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.problem)}`);
  expect(statusEventSchema.safeParse(result.event).error).toBeUndefined();
  return result.event;
}

describe('a message of the logs', () => {
  it('becomes an event of source rest, without a provider time: it tells when it was created, not when it changed', () => {
    expect(readLog(sample)).toEqual({
      key: `platform:${projectId}:${sample.id}:failed:30003:`,
      source: 'rest',
      dialect: 'platform',
      projectId,
      messageId: sample.id,
      status: 'failed',
      providerStatus: 'failed',
      from: sample.from,
      to: sample.to,
      body: null,
      segments: 1,
      media: 1,
      direction: 'outbound',
      error: { code: '30003', message: 'Unreachable destination handset' },
      occurredAt: null,
      receivedAt,
      customVariables: {},
      extra: {
        kind: 'mms',
        source: 'realtime_api',
        type: 'relay_message',
        url: null,
        charge: 0,
        charge_details: sample.charge_details,
        created_at: sample.created_at,
      },
    });
  });

  it('of the Compatibility API is the same fact as the callback that tells its status', () => {
    const log = {
      ...sample,
      source: 'laml',
      type: 'laml_message',
      status: 'delivered',
      error_code: null,
      error_message: null,
    };
    const callback = readCallback({
      MessageSid: sample.id,
      AccountSid: projectId,
      MessageStatus: 'delivered',
      From: sample.from,
      To: sample.to,
    });
    expect(readLog(log).key).toBe(callback.key);
    expect(readLog(without(log, 'source')).dialect).toBe('compatibility');
    expect(readLog({ ...log, source: null }).key).toBe(callback.key);
    // The callback tells how many: a log must not outweigh that.
    expect(readLog(log).media).toBeNull();
  });

  it.each([
    ['sms', 0],
    ['MMS', 1],
    ['rcs', null],
    [null, null],
  ])('of kind %s has %s media', (kind, media) => {
    expect(readLog({ ...sample, kind }).media).toBe(media);
  });

  it('that cannot be read is a problem that tells no value', () => {
    const result = normalizeMessageLog({ ...sample, to: 17 }, { projectId, receivedAt });
    expect(result).toEqual({
      ok: false,
      problem: {
        code: 'invalid_payload',
        message: 'A message log with unreadable fields.',
        issues: [{ path: 'to', message: 'Expected string' }],
      },
    });
    for (const nothing of [null, undefined, 'text', [], 7]) {
      expect(normalizeMessageLog(nothing, { projectId, receivedAt }).ok).toBe(false);
    }
    const hostile = Object.defineProperty({ ...sample }, 'to', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(normalizeMessageLog(hostile, { projectId, receivedAt }).ok).toBe(false);
    const deep = JSON.parse(`${'['.repeat(80)}${']'.repeat(80)}`);
    expect(normalizeMessageLog({ ...sample, deep }, { projectId, receivedAt }).ok).toBe(false);
  });

  it('cannot be read for no project', () => {
    expect(() => normalizeMessageLog(sample, { projectId: '', receivedAt })).toThrow('projectId must be');
  });
});

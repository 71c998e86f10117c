import { describe, expect, it } from 'vitest';
import { messageLogSchema, platformMessageSchema } from '../src/index.ts';

// The samples of SignalWire's API specification, field by field.
const message = {
  id: 'c2d3e4f5-a6b7-8901-cdef-234567890abc',
  from: '+15559876543',
  to: '+15551234567',
  body: 'Your order #12345 has shipped!',
  status: 'queued',
  direction: 'outbound',
  kind: 'sms',
  media: [],
  number_of_segments: 1,
  error_code: null,
  error_message: null,
  created_at: '2024-05-06T12:20:00Z',
  project_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  status_callback_url: null,
  message_uri: '/api/messaging/logs/c2d3e4f5-a6b7-8901-cdef-234567890abc',
};

const log = {
  id: 'c2d3e4f5-a6b7-8901-cdef-234567890abc',
  from: '+12077447397',
  to: '+12029921413',
  status: 'failed',
  direction: 'inbound',
  kind: 'sms',
  source: 'laml',
  type: 'relay_message',
  url: null,
  number_of_segments: 1,
  charge: 0,
  charge_details: [{ description: 'Inbound SMS', charge: 0.00415 }],
  created_at: '2024-05-06T12:20:00Z',
};

describe.each([
  ['platformMessageSchema', platformMessageSchema, message, ['id', 'project_id', 'status', 'from', 'to']],
  ['messageLogSchema', messageLogSchema, log, ['id', 'status', 'from', 'to']],
] as const)('%s', (_name, schema, sample, required) => {
  it('takes the documented sample as it stands', () => {
    expect(schema.parse(sample)).toEqual(sample);
  });

  it('keeps fields and words that nobody documented', () => {
    const newer = { ...sample, status: 'teleported', carrier: { name: 'Example' } };
    expect(schema.parse(newer)).toEqual(newer);
  });

  it('asks for what makes a message one, and for nothing else', () => {
    const least = Object.fromEntries(required.map((name) => [name, 'x']));
    expect(schema.safeParse(least).success).toBe(true);
    for (const name of required) {
      const { [name]: _left, ...without } = least;
      expect([name, schema.safeParse(without).success]).toEqual([name, false]);
    }
  });

  it('takes a redacted body, and counts and codes as numbers or as texts', () => {
    const loose = { ...sample, body: null, number_of_segments: '2', error_code: 30003, error_message: null };
    expect(schema.parse(loose)).toEqual(loose);
    expect(schema.safeParse({ ...sample, number_of_segments: -1 }).success).toBe(false);
  });
});

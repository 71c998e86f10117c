import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialects, type EventIdentity, eventKey, messageStatuses, normalizeCallback } from '../src/index.ts';
import {
  anyText,
  awkwardIdentifier,
  callbackPayload,
  identifier,
  instantMilliseconds,
  messageResource,
  platformPayload,
  spellIso,
} from './arbitraries.ts';
import { readCallback, readResource } from './reading.ts';

// Small pools, so that two draws often agree in all but one part.
const id = fc.oneof({ weight: 3, arbitrary: awkwardIdentifier }, { weight: 1, arbitrary: identifier });
const instant = fc.constantFrom(null, '2026-03-17T22:26:57.000Z', '2026-03-17T22:26:57.001Z');
const identity: fc.Arbitrary<EventIdentity> = fc.record({
  dialect: fc.constantFrom(...dialects),
  projectId: id,
  messageId: id,
  status: fc.constantFrom('unknown', 'unknown', ...messageStatuses),
  providerStatus: id,
  error: fc.option(
    fc.record({ code: fc.option(fc.oneof(awkwardIdentifier, anyText), { nil: null }), message: fc.constant(null) }),
    { nil: null },
  ),
  occurredAt: instant,
});

const parts: (keyof EventIdentity)[] = [
  'dialect',
  'projectId',
  'messageId',
  'status',
  'providerStatus',
  'error',
  'occurredAt',
];

const plainFact: EventIdentity = {
  dialect: 'platform',
  projectId: 'p',
  messageId: 'm',
  status: 'unknown',
  providerStatus: 'rerouted',
  error: null,
  occurredAt: null,
};

/** The parts of a fact, as text that cannot be ambiguous: what a key must tell apart, no more and no less. */
function fact({ dialect, projectId, messageId, status, providerStatus, error, occurredAt }: EventIdentity): string {
  const word = status === 'unknown' ? ['unknown', providerStatus.toLowerCase()] : [status];
  return JSON.stringify([dialect, projectId, messageId, word, error?.code || null, occurredAt]);
}

function statusField(payload: object): string {
  return Object.hasOwn(payload, 'MessageStatus') ? 'MessageStatus' : 'status';
}

describe('eventKey is equal for equal facts', () => {
  it('whenever they arrive', () => {
    fc.assert(
      fc.property(callbackPayload, instantMilliseconds, (payload, at) => {
        const later = normalizeCallback(payload, { receivedAt: new Date(at) });
        expect(later).toMatchObject({ ok: true, event: { key: readCallback(payload).key } });
      }),
    );
  });

  it('in whatever order their fields stand', () => {
    const shuffled = callbackPayload.chain((payload) =>
      fc.tuple(
        fc.constant(payload),
        fc.shuffledSubarray(Object.entries(payload), { minLength: Object.keys(payload).length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([payload, entries]) => {
        expect(readCallback(Object.fromEntries(entries)).key).toBe(readCallback(payload).key);
      }),
    );
  });

  it('whatever else they tell: another text, other counts, other numbers, new fields', () => {
    const others = fc.record({
      Body: anyText,
      body: anyText,
      From: anyText,
      from: anyText,
      NumSegments: fc.nat(99),
      new: anyText,
    });
    fc.assert(
      fc.property(callbackPayload, others, (payload, other) => {
        expect(readCallback({ ...payload, ...other }).key).toBe(readCallback(payload).key);
      }),
    );
  });

  it('whether the error code is a number or its digits', () => {
    fc.assert(
      fc.property(callbackPayload, fc.maxSafeInteger(), (payload, code) => {
        const withCode = (value: unknown) => readCallback({ ...payload, ErrorCode: value, error_code: value }).key;
        expect(withCode(code)).toBe(withCode(String(code)));
      }),
    );
  });

  it('whatever the case of the status, known or not', () => {
    fc.assert(
      fc.property(callbackPayload, fc.constantFrom(...messageStatuses, 'rerouted', 'on hold'), (payload, word) => {
        const withWord = (value: string) => readCallback({ ...payload, [statusField(payload)]: value }).key;
        expect(withWord(word.toUpperCase())).toBe(withWord(word));
      }),
    );
  });

  it('in whatever zone the same instant is told', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(platformPayload, instantMilliseconds, offset, fc.nat(2), (payload, at, minutes, style) => {
        const utc = readCallback({ ...payload, timestamp: new Date(at).toISOString() });
        expect(readCallback({ ...payload, timestamp: spellIso(at, minutes, style) }).key).toBe(utc.key);
      }),
    );
  });
});

describe('eventKey differs', () => {
  it('exactly where a part of the fact does, whatever the ids hold', () => {
    let equal = 0;
    fc.assert(
      fc.property(identity, identity, fc.subarray(parts), (one, another, pinned) => {
        const near = { ...another, ...Object.fromEntries(pinned.map((name) => [name, one[name]])) };
        if (fact(one) === fact(near)) equal += 1;
        expect(eventKey(one) === eventKey(near)).toBe(fact(one) === fact(near));
      }),
      { numRuns: 5000 },
    );
    expect(equal, 'pairs of equal facts among those tried').toBeGreaterThan(20);
  });

  // Every id of up to three letters over alphabets that are made of separators, escapes and halves of pairs.
  it.each([[':a'], ['%\u00025'], ['~:%'], ['\ud83d\ude00\ude01'], ['a\u000a0']])(
    'wherever the border between two parts stands, over the letters %j',
    (letters) => {
      const alphabet = letters.split('');
      const two = alphabet.flatMap((first) => alphabet.map((second) => first + second));
      const words = [...alphabet, ...two, ...two.flatMap((pair) => alphabet.map((last) => pair + last))];
      const keys = (identify: (left: string, right: string) => Partial<EventIdentity>) =>
        new Set(words.flatMap((left) => words.map((right) => eventKey({ ...plainFact, ...identify(left, right) }))));

      expect(keys((projectId, messageId) => ({ projectId, messageId })).size).toBe(words.length ** 2);
      expect(keys((messageId, providerStatus) => ({ messageId, providerStatus })).size).toBe(words.length ** 2);
      expect(keys((providerStatus, code) => ({ providerStatus, error: { code, message: null } })).size).toBe(
        words.length ** 2,
      );
    },
  );

  const payload = {
    id: 'm',
    project_id: 'p',
    status: 'undelivered',
    to: '+1',
    from: '+2',
    error_code: '30003',
    timestamp: '2026-03-17T22:26:57Z',
  };

  it.each([
    ['message', { id: 'another' }],
    ['project', { project_id: 'another' }],
    ['status', { status: 'failed' }],
    ['error code', { error_code: '30004' }],
    ['provider time', { timestamp: '2026-03-17T22:26:57.001Z' }],
  ])('by %s', (_, change) => {
    expect(readCallback({ ...payload, ...change }).key).not.toBe(readCallback(payload).key);
  });

  it('by status, where both words are unknown', () => {
    const withWord = (status: string) => readCallback({ ...payload, status }).key;
    expect(withWord('rerouted')).not.toBe(withWord('parked'));
    expect(withWord('unknown')).not.toBe(withWord('unknown~'));
  });

  it('by dialect: the two tell of different ids', () => {
    const compatibility = { MessageSid: 'm', AccountSid: 'p', MessageStatus: 'sent', From: '+1', To: '+2' };
    const platform = { id: 'm', project_id: 'p', status: 'sent', from: '+1', to: '+2' };
    expect(readCallback(compatibility).key).not.toBe(readCallback(platform).key);
  });
});

describe('eventKey is text that any store, header or log takes', () => {
  it('is plain ASCII without spaces', () => {
    const key = fc.oneof(
      identity.map(eventKey),
      callbackPayload.map((payload) => readCallback(payload).key),
      messageResource.map((message) => readResource(message).key),
    );
    fc.assert(
      fc.property(key, (text) => {
        expect(text).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 500 },
    );
  });

  it('is readable for the ids that SignalWire uses', () => {
    const payload = {
      id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
      project_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
      status: 'Rerouted',
      to: '+1',
      from: '+2',
    };
    expect(readCallback(payload).key).toBe(
      'platform:b2c3d4e5-f6a7-8901-bcde-f12345678901:a1b2c3d4-e5f6-7890-abcd-ef1234567890:unknown~rerouted::',
    );
  });

  it('is recomputed from the event alone', () => {
    fc.assert(
      fc.property(callbackPayload, (payload) => {
        const event = readCallback(payload);
        expect(eventKey(event)).toBe(event.key);
      }),
    );
  });
});

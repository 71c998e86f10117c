import {
  decodeEvent,
  decodeEvidence,
  decodeKey,
  decodeText,
  encodeEvent,
  encodeEvidence,
  encodeKey,
  encodeText,
  evidenceOf,
  joinEvidence,
  mergeRecords,
  messageKey,
  prefixEnd,
  recordOf,
} from '@statuswire/ledger/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCopies, anyEvent } from './arbitraries.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\u0000', '\ud800', '\udc00', '\\', 'u', '{', '}', '0', '\u{10ffff}', 'a', '😀'))
    .map((parts) => parts.join('')),
);

describe('what databases keep', () => {
  test('any text comes back, is well formed without NUL, and keeps its beginnings', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, more) => {
        const encoded = encodeText(text);
        expect(decodeText(encoded)).toBe(text);
        expect(encoded.isWellFormed()).toBe(true);
        expect(encoded).not.toContain('\u0000');
        const whole = `${text} ${more}`;
        expect(encodeText(whole).startsWith(encoded)).toBe(true);
        expect(Buffer.compare(Buffer.from(encodeText(whole)), Buffer.from(prefixEnd(encoded)))).toBe(-1);
      }),
      { numRuns: 2_000 },
    );
  });

  test('events and evidence come back as they were', () => {
    fc.assert(
      fc.property(anyCopies, anyEvent, (copies, other) => {
        const record = copies.map((copy) => recordOf(copy, { verdict: 'ok' })).reduce(mergeRecords);
        expect(decodeEvent(encodeEvent(record), record, record.key)).toEqual(record);
        const evidence = joinEvidence(evidenceOf(record), evidenceOf(recordOf(other)));
        expect(decodeEvidence(encodeEvidence(evidence), evidence)).toEqual(evidence);
      }),
      { numRuns: 2_000 },
    );
  });

  test('keys come back, those that eventKey made and all others', () => {
    fc.assert(
      fc.property(
        anyEvent,
        anyText,
        anyText,
        fc.string({ unit: 'grapheme-ascii' }),
        (event, projectId, messageId, odd) => {
          const ofMessage = messageKey({ projectId, messageId });
          for (const key of [event.key, odd, `=${odd}`, `:${ofMessage}:`, `platform:${ofMessage}:sent::`]) {
            expect(decodeKey(encodeKey(key, ofMessage), ofMessage)).toBe(key);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    const ofMessage = messageKey({ projectId: 'p', messageId: 'm' });
    expect(encodeKey('platform:p:m:sent::', ofMessage)).toBe('platform:sent::');
    expect(encodeKey('platform:p:mm:sent::', ofMessage)).toBe('=platform:p:mm:sent::');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeCallback, StatusWireError, statusEventSchema } from '../src/index.ts';
import { parseIsoInstant, parseRfc2822Instant } from '../src/instant.ts';
import { instantMilliseconds, spellIso } from './arbitraries.ts';
import sample from './fixtures/platform-callback.json' with { type: 'json' };

describe('an ISO 8601 instant', () => {
  it.each([
    ['2026-03-17T22:26:57Z', '2026-03-17T22:26:57.000Z'],
    ['2026-03-17T22:26:57', '2026-03-17T22:26:57.000Z'],
    ['2026-03-17 22:26:57', '2026-03-17T22:26:57.000Z'],
    ['2026-03-17t22:26:57z', '2026-03-17T22:26:57.000Z'],
    ['2026-03-17T22:26Z', '2026-03-17T22:26:00.000Z'],
    ['2026-03-17T22:26:57.1Z', '2026-03-17T22:26:57.100Z'],
    ['2026-03-17T22:26:57,123Z', '2026-03-17T22:26:57.123Z'],
    ['2026-03-17T22:26:57.123999999Z', '2026-03-17T22:26:57.123Z'],
    ['2026-03-17T22:26:57+05:30', '2026-03-17T16:56:57.000Z'],
    ['2026-03-17T22:26:57-0800', '2026-03-18T06:26:57.000Z'],
    ['2026-03-17 22:26:57+00', '2026-03-17T22:26:57.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, instant) => expect(parseIsoInstant(text)).toBe(instant));

  it.each([
    '',
    'now',
    '2026-03-17',
    '20260317T222657Z',
    '2026-3-17T22:26:57Z',
    '+002026-03-17T22:26:57Z',
    '2026-03-17T22:26:57 Z',
    ' 2026-03-17T22:26:57Z',
    '2026-03-17T22:26:57Z\n',
    '2026-03-17T22:26:57.Z',
    '2026-03-17T25:00:00Z',
    '2026-03-17T22:60:00Z',
    '2026-03-17T22:26:57+24:00',
    '2026-03-17T22:26:57+05:60',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-02-31T00:00:00Z',
    '2026-04-31T00:00:00+01:00',
    '1900-02-29T00:00:00Z',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
  ])('%j is none', (text) => expect(parseIsoInstant(text)).toBeNull());

  it('is the same, however it is spelt', () => {
    fc.assert(
      fc.property(
        instantMilliseconds,
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.nat(2),
        (instant, offset, style) => {
          expect(parseIsoInstant(spellIso(instant, offset, style))).toBe(new Date(instant).toISOString());
        },
      ),
    );
  });
});

describe('an RFC 2822 date', () => {
  it.each([
    ['Mon, 13 Aug 2018 21:38:46 +0000', '2018-08-13T21:38:46.000Z'],
    ['13 Aug 2018 21:38:46 +0000', '2018-08-13T21:38:46.000Z'],
    ['Mon, 13 aug 2018 21:38 GMT', '2018-08-13T21:38:00.000Z'],
    ['Wed, 1 Aug 2018 01:00:00 +0200', '2018-07-31T23:00:00.000Z'],
    ['Thu, 29 Feb 2024 00:00:00 -0800', '2024-02-29T08:00:00.000Z'],
  ])('%s is %s', (text, instant) => expect(parseRfc2822Instant(text)).toBe(instant));

  it.each([
    '',
    'yesterday',
    '2018-08-13T21:38:46Z',
    'Mon, 13 Aug 18 21:38:46 +0000',
    '31 Feb 2018 21:38:46 +0000',
    '32 Aug 2018 21:38:46 +0000',
    '0 Aug 2018 21:38:46 +0000',
    '13 Foo 2018 21:38:46 +0000',
    '13 Aug 2018 21:38:60 +0000',
    '13 Aug 2018 25:00:00 +0000',
    '13 Aug 2018 21:38:46 +9999',
    '13 Aug 2018 21:38:46 PST',
    '13 Aug 2018 21:38:46',
  ])('%j is none', (text) => expect(parseRfc2822Instant(text)).toBeNull());

  it('is the same as what Date writes', () => {
    fc.assert(
      fc.property(instantMilliseconds, (instant) => {
        const date = new Date(instant);
        date.setUTCMilliseconds(0);
        expect(parseRfc2822Instant(date.toUTCString())).toBe(date.toISOString());
      }),
    );
  });
});

describe('receivedAt', () => {
  it('is taken as a Date or as ISO 8601, and told as UTC with milliseconds', () => {
    for (const receivedAt of [new Date('2026-03-17T22:27:00Z'), '2026-03-18T00:27:00+02:00', '2026-03-17 22:27:00']) {
      expect(normalizeCallback(sample, { receivedAt })).toMatchObject({
        event: { receivedAt: '2026-03-17T22:27:00.000Z' },
      });
    }
  });

  it.each([
    ['an invalid Date', new Date(Number.NaN)],
    ['a date without time', '2026-03-17'],
    ['milliseconds', 1_773_786_417_000],
    ['null', null],
    ['nothing', undefined],
  ])('%s is a mistake in the code, and said so at once', (_, receivedAt) => {
    const normalize = () => normalizeCallback(sample, { receivedAt } as { receivedAt: Date });
    expect(normalize).toThrow(StatusWireError);
    expect(normalize).toThrow(expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' }));
    expect(normalize).toThrow(/receivedAt.*toISOString/);
  });

  it('has one spelling in an event, so that instants compare as text', () => {
    const result = normalizeCallback(sample, { receivedAt: new Date(0) });
    if (!result.ok) throw new Error(result.problem.message);
    for (const spelling of ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.0Z', '1970-01-01T01:00:00.000+01:00']) {
      expect(statusEventSchema.safeParse({ ...result.event, receivedAt: spelling }).success).toBe(false);
      expect(statusEventSchema.safeParse({ ...result.event, occurredAt: spelling }).success).toBe(false);
    }
    expect(statusEventSchema.safeParse(result.event).success).toBe(true);
  });
});

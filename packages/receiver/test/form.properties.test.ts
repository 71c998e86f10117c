import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formPairs, sortedByName } from '../src/form.ts';

/** Text made of what a form's reader has to tell apart. */
const formText = fc
  .array(
    fc.oneof(
      fc.constantFrom('&', '=', '+', '%', '?', '#', ' ', '%2B', '%2b', '%26', '%3D', '%25', '%00', '%7F', '%80', '%e2%82%ac'),
      fc.constantFrom('%F0%9F%9A%80', '%F0%9F', '%zz', '%2', '%EF%BB%BF', '\ufeff', '__proto__', 'a', 'Body', '\ud800', '🚀'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

/** The standard reader. Of a question mark in front, which belongs to the first name, it would make nothing. */
function standard(text: string): URLSearchParams {
  return new URLSearchParams(text.startsWith('?') ? `&${text}` : text);
}

describe('a form, beside the URL Standard', () => {
  it('is read to the same pairs', () => {
    fc.assert(
      fc.property(formText, (text) => {
        expect(formPairs(text)).toEqual([...standard(text)]);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([1, 40])('is sorted in the same way, %i times as many pairs', (times) => {
    fc.assert(
      fc.property(formText, (text) => {
        const long = Array.from({ length: times }, () => text).join('&');
        const expected = standard(long);
        expected.sort();
        expect(sortedByName(formPairs(long))).toEqual([...expected]);
      }),
      { numRuns: 500 },
    );
  });
});

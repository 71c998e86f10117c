import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countSegments } from '../src/index.ts';

// Written out from GSM 03.38 by code point, apart from the table in the code.
const alphabet = [
  ...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ',
  ...Array.from({ length: 0x5a - 0x20 + 1 }, (_, index) => String.fromCharCode(0x20 + index)).map((character) =>
    character === '$' ? '¤' : character === '@' ? '¡' : character,
  ),
  ...'ÄÖÑÜ§¿',
  ...'abcdefghijklmnopqrstuvwxyz',
  ...'äöñüà',
];

describe('GSM-7', () => {
  test('has 127 characters besides the escape', () => {
    expect(new Set(alphabet).size).toBe(127);
    expect(alphabet.filter((character) => countSegments(character).encoding !== 'GSM-7')).toEqual([]);
  });

  test.for([
    [0, 1],
    [1, 1],
    [160, 1],
    [161, 2],
    [306, 2],
    [307, 3],
    [459, 3],
    [460, 4],
  ] as const)('%d characters are %d segments', ([length, segments]) => {
    expect(countSegments('a'.repeat(length))).toEqual({ encoding: 'GSM-7', segments });
  });

  test.for([...'^{}\\[~]|€', '\f'])('%j costs two places', (character) => {
    expect(countSegments(character.repeat(80))).toEqual({ encoding: 'GSM-7', segments: 1 });
    expect(countSegments(`${character.repeat(80)}a`)).toEqual({ encoding: 'GSM-7', segments: 2 });
  });

  test('an escape sequence is not split over two segments', () => {
    // 152 + 2 do not fit into 153: the second segment begins a place early, and 153 + 1 more need a third.
    expect(countSegments(`${'a'.repeat(152)}€${'a'.repeat(151)}`).segments).toBe(2);
    expect(countSegments(`${'a'.repeat(152)}€${'a'.repeat(152)}`).segments).toBe(3);
    expect(countSegments(`${'a'.repeat(151)}€${'a'.repeat(153)}`).segments).toBe(2);
  });
});

describe('UCS-2', () => {
  test.for([
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [201, 3],
    [202, 4],
  ] as const)('%d characters are %d segments', ([length, segments]) => {
    expect(countSegments('ж'.repeat(length))).toEqual({ encoding: 'UCS-2', segments });
  });

  test('one character that GSM-7 lacks is enough', () => {
    expect(countSegments(`${'a'.repeat(70)}’`)).toEqual({ encoding: 'UCS-2', segments: 2 });
  });

  test('a surrogate pair is not split over two segments', () => {
    expect(countSegments(`${'ж'.repeat(66)}😀${'ж'.repeat(65)}`).segments).toBe(2);
    expect(countSegments(`${'ж'.repeat(66)}😀${'ж'.repeat(66)}`).segments).toBe(3);
    expect(countSegments('😀'.repeat(35)).segments).toBe(1);
    expect(countSegments('😀'.repeat(36)).segments).toBe(2);
    // 33 pairs to a segment: one place stays empty.
    expect(countSegments('😀'.repeat(67)).segments).toBe(3);
  });
});

test('a longer text never has fewer segments, and no segment is filled beyond its limit', () => {
  const character = fc.oneof(fc.constantFrom(...alphabet), fc.constantFrom('€', '[', '😀', 'ж', '\u0000'));
  fc.assert(
    fc.property(fc.array(character, { maxLength: 400 }), fc.array(character, { maxLength: 50 }), (text, more) => {
      const before = countSegments(text.join(''));
      const after = countSegments([...text, ...more].join(''));
      expect(after.segments).toBeGreaterThanOrEqual(before.segments);
      const units = text.join('').length;
      const most = before.encoding === 'GSM-7' ? 160 : 70;
      expect(before.segments).toBeGreaterThanOrEqual(units / most);
    }),
  );
});

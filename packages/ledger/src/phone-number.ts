// ITU-T E.164: country calling codes are prefix-free. One digit: 1 and 7; these are the two-digit ones; all others have three.
const twoDigits = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

const e164 = /^\+([1-9]\d{0,2})\d*$/;

/** The country calling code of an E.164 number, with its plus (`+44`); an empty string for short codes and all else. */
export function callingCode(number: string): string {
  const digits = e164.exec(number)?.[1];
  if (digits === undefined) return '';
  if (digits.startsWith('1') || digits.startsWith('7')) return `+${digits.slice(0, 1)}`;
  const two = digits.slice(0, 2);
  return `+${twoDigits.has(two) ? two : digits}`;
}

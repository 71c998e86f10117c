import { printable } from './printable.ts';

/**
 * A phone number as logs may show it, such as `+1206•••0143`: enough to tell two apart, never enough to call one. At least
 * three digits stay hidden; of a name in a number's place, all but the first two characters.
 */
export function maskNumber(number: string): string {
  const [, plus, digits] = /^(\+?)(\d+)$/.exec(number) ?? [];
  if (plus === undefined || digits === undefined) {
    // Bars the way to anything that is no plain number: `sip:+12065550143@…` has one inside.
    const name = printable(number, 40);
    return name.length < 6 || /\d/.test(name) ? '•••' : `${name.slice(0, 2)}•••`;
  }
  const last = digits.length >= 8 ? 4 : digits.length >= 5 ? 2 : 0;
  const first = Math.min(Math.max(digits.length - 3 - last, 0), 4);
  return `${plus}${digits.slice(0, first)}•••${last === 0 ? '' : digits.slice(-last)}`;
}

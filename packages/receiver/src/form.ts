// `application/x-www-form-urlencoded` as the URL Standard reads it. By hand, as half the time of a callback went into
// URLSearchParams; whatever is not plain is still left to it, so that nothing is read otherwise than it would read it.
// docs/performance.md has the figures.

/** A field's name and value, decoded. */
export type FormPair = readonly [name: string, value: string];

/** The decoded fields of a form, as its signature covers them. */
export interface FormFields {
  /** By name; the values of one name in the order of submission. */
  readonly sorted: readonly FormPair[];
  /** Whether a name stands more than once. */
  readonly repeated: boolean;
}

// Below this many, moving each pair to its place takes less time than any sort that has to be set up.
const fewPairs = 32;

function byName([left]: FormPair, [right]: FormPair): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Pairs in the order in which they are signed: names by UTF-16 unit, values of one name as they came. */
export function sortedByName(pairs: readonly FormPair[]): readonly FormPair[] {
  if (pairs.length > fewPairs) return pairs.toSorted(byName);
  const sorted: FormPair[] = [];
  for (const pair of pairs) {
    let at = sorted.length;
    for (let before = sorted[at - 1]; before !== undefined && pair[0] < before[0]; before = sorted[at - 1]) {
      sorted[at] = before;
      at -= 1;
    }
    sorted[at] = pair;
  }
  return sorted;
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

/** Decodes what holds percent signs: ASCII here, which is nearly all there is in numbers and short texts. */
function decodePercent(text: string): string {
  let decoded = '';
  let end = 0;
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', end)) {
    const unit = hexDigit(text.charCodeAt(at + 1)) * 16 + hexDigit(text.charCodeAt(at + 2));
    // Other letters, and what is no escape at all.
    if (!(unit < 0x80)) return new URLSearchParams(`=${text.replaceAll(' ', '+')}`).get('') ?? '';
    decoded += text.slice(end, at) + String.fromCharCode(unit);
    end = at + 3;
  }
  return decoded + text.slice(end);
}

function decodeComponent(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodePercent(spaced) : spaced;
}

/** Reads a form's text into pairs, in the order of submission. */
export function formPairs(given: string): FormPair[] {
  const pairs: FormPair[] = [];
  const text = given.toWellFormed();
  let start = 0;
  while (start < text.length) {
    const mark = text.indexOf('&', start);
    const end = mark === -1 ? text.length : mark;
    if (end > start) {
      const field = text.slice(start, end);
      const equals = field.indexOf('=');
      pairs.push(
        equals === -1
          ? [decodeComponent(field), '']
          : [decodeComponent(field.slice(0, equals)), decodeComponent(field.slice(equals + 1))],
      );
    }
    start = end + 1;
  }
  return pairs;
}

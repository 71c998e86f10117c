// PostgreSQL's text refuses NUL, UTF-8 has no lone surrogates, and U+10FFFF serves as the upper end of prefix searches.
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what this is about.
const unstorable = /[\u0000\\\u{10ffff}]|\p{Surrogate}/gu;
// Nearly every text is of these alone, which is told much sooner than that it holds none of those above.
const plain = /^[ -[\]-~]*$/;
const escaped = /\\u\{([0-9a-f]+)\}/g;

/**
 * Any string as text that every database stores, compares and gives back alike: NUL, lone surrogates and the backslash
 * become `\u{hex}`. Equal only for equal strings; the beginning of a string is the beginning of its text.
 */
export function encodeText(value: string): string {
  if (plain.test(value)) return value;
  return value.replace(unstorable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** What `encodeText` was given. */
export function decodeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(escaped, (_match, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

/** Sorts after every text that begins as this one does, and before all others that sort after it. */
export function prefixEnd(text: string): string {
  return `${text}\u{10ffff}`;
}

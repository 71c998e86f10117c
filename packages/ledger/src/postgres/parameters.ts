// A batch goes to PostgreSQL as one array per column. pg would write each array element by element; these texts come to the
// same arrays for much less, and what could need escaping cannot occur in them.

/** Numbers, booleans and digests as the text of a PostgreSQL array. */
export function arrayOf(values: readonly (number | boolean | string | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Texts without line breaks, JSON or keys, as `string_to_array($n, E'\\n')` reads them. No text may be empty. */
export function linesOf(texts: readonly string[]): string {
  return texts.join('\n');
}

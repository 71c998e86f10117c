import { Buffer } from 'node:buffer';

// Whoever re-encodes a query treats a character the same way throughout, so each kind of special character is one choice.

interface Unit {
  readonly character: string;
  /** Which choice decides how it is written; `null` where it can be written in one way only. */
  readonly kind: string | null;
  readonly encoded: boolean;
}

type Part = readonly Unit[];
interface Pair {
  readonly name: Part;
  /** `null` where there is no equals sign. */
  readonly value: Part | null;
}

const encodedRun = /(?:%[0-9a-f]{2})+|[\s\S]/giu;
const unreserved = /^[A-Za-z0-9._-]$/;

function decodedRun(run: string): string | null {
  try {
    return decodeURIComponent(run);
  } catch {
    return null;
  }
}

function kindOf(character: string, encoded: boolean, inName: boolean): string | null {
  if (character === ' ') return 'space';
  if (character === '+') return encoded ? 'encoded plus' : 'plus';
  if (unreserved.test(character)) return encoded ? 'unreserved' : null;
  // Literal, these would end the value, the name or the query.
  if (character === '&' || character === '#' || (character === '=' && inName)) return null;
  return character.charCodeAt(0) > 0x7f ? 'beyond ASCII' : character;
}

function unitsOf(text: string, inName: boolean): Unit[] {
  return (text.match(encodedRun) ?? []).flatMap((run) => {
    const encoded = run.startsWith('%') && run.length > 1;
    const decoded = encoded ? decodedRun(run) : run;
    // What cannot be decoded stays as it is.
    if (decoded === null) return [{ character: run, kind: null, encoded: false }];
    return [...decoded].map((character) => ({ character, kind: kindOf(character, encoded, inName), encoded }));
  });
}

function pairsOf(query: string): Pair[] {
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    return equals === -1
      ? { name: unitsOf(pair, true), value: null }
      : { name: unitsOf(pair.slice(0, equals), true), value: unitsOf(pair.slice(equals + 1), false) };
  });
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** How each kind of character is written: by the name of the kind. */
type Choices = Readonly<Record<string, string>>;

function written({ character, kind, encoded }: Unit, choices: Choices): string {
  const choice = kind === null ? undefined : choices[kind];
  if (choice === undefined) return encoded ? percentEncoded(character) : character;
  if (choice === 'encoded') return percentEncoded(character);
  return choice === 'literal' ? character : choice;
}

function render(pairs: readonly Pair[], choices: Choices): string {
  const text = (part: Part): string => part.map((unit) => written(unit, choices)).join('');
  const joined = pairs
    .map(({ name, value }) => {
      const emptyValue = choices.bare === 'with =' ? '=' : '';
      if (value === null) return text(name) + (name.length === 0 ? '' : emptyValue);
      return value.length === 0 && choices.bare === 'without =' ? text(name) : `${text(name)}=${text(value)}`;
    })
    .join('&');
  return choices.hex === 'lower' ? joined.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()) : joined;
}

function optionsOf(kind: string): readonly string[] {
  if (kind === 'space') return ['%20', '+', ' '];
  if (kind === 'plus') return ['+', '%20', '%2B'];
  return ['literal', 'encoded'];
}

/** Most spellings that are made by going through every choice. */
const mostCombinations = 2_048;

function* combinations(choices: readonly (readonly [string, readonly string[]])[]): Generator<Record<string, string>> {
  const [first, ...others] = choices;
  if (first === undefined) {
    yield {};
    return;
  }
  for (const rest of combinations(others)) {
    for (const option of first[1]) yield { ...rest, [first[0]]: option };
  }
}

/** The spellings that the encoders of the common languages make. */
function encoders(kinds: readonly string[]): Choices[] {
  const all = (plain: string, space: string): Record<string, string> => ({
    ...Object.fromEntries(kinds.map((kind) => [kind, plain.includes(kind) ? 'literal' : 'encoded'])),
    unreserved: 'literal',
    space,
    plus: space,
  });
  // What JavaScript, PHP, Java, Python and Ruby leave as it is, and what browsers do.
  const literal = ["!'()*~", '*', '~', '/~', '', ":/?@!$'()*,;=~", ":/?@!$'()*,;[]=~|"];
  return [
    ...literal.flatMap((plain) => [all(plain, '%20'), all(plain, '+')]),
    Object.fromEntries(kinds.map((kind) => [kind, optionsOf(kind)[0] ?? ''])),
  ];
}

/** Other ways of writing the same query string or form: those of common encoders first, then any mixture. Each once. */
export function querySpellings(query: string): {
  readonly common: readonly string[];
  readonly mixed: readonly string[];
} {
  const pairs = pairsOf(query);
  const units = pairs.flatMap(({ name, value }) => [...name, ...(value ?? [])]);
  const kinds = [...new Set(units.flatMap(({ kind }) => kind ?? []))];
  const extras: Choices[] = [{}, { bare: 'with =' }, { bare: 'without =' }, { hex: 'lower' }];
  const common = new Set<string>();
  for (const form of [{}, { plus: '%20' }, { space: '+' }, ...encoders(kinds)]) {
    for (const extra of extras) common.add(render(pairs, { ...form, ...extra }));
  }
  common.delete(query);

  const mixed = new Set<string>();
  const choices: [string, readonly string[]][] = [
    ['hex', ['upper', 'lower']],
    ['bare', ['keep', 'with =', 'without =']],
    ...kinds.map((kind): [string, readonly string[]] => [kind, optionsOf(kind)]),
  ];
  for (const form of combinations(choices)) {
    const text = render(pairs, form);
    if (text !== query && !common.has(text)) mixed.add(text);
    if (mixed.size >= mostCombinations) break;
  }
  return { common: [...common], mixed: [...mixed] };
}

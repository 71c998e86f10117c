import type { Flags } from '../flags.ts';
import { type SettingName, secretVariables, settingNames, settingOf } from './settings.ts';

/** What was given for a setting, as text, and by what. */
export interface GivenSetting {
  /** `undefined` where nothing was given. */
  readonly text: string | undefined;
  /** The flag, the variable or the variable that names a file; where nothing was given, what a person calls it. */
  readonly name: string;
  readonly from: 'flag' | 'environment' | 'file' | 'default';
}

/** What was given for each setting. */
export type GivenSettings = Readonly<Record<SettingName, GivenSetting>>;

/** Reads the text of a file. */
export type ReadTextFile = (path: string) => string;

/** Variables that begin so are ours, or meant to be. */
const ownPrefixes = ['SIGNALWIRE_', 'ACCESS_'];

function knownVariables(): readonly string[] {
  const variables = settingNames.flatMap((name) => settingOf(name).variable ?? []);
  return [...variables, ...[...secretVariables].map((name) => `${name}_FILE`)];
}

/** How many characters have to be put in, left out, changed or swapped with their neighbour to make one text of another. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Names that nothing reads, and that somebody meant for us: each with the name that it should probably have. */
export function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = knownVariables();
  return Object.keys(environment).flatMap((name) => {
    if (known.includes(name) || !environment[name]) return [];
    // Of a short name, two characters are half of another word.
    const near = known.find((each) => each.length >= 8 && distance(each, name) <= (each.length >= 12 ? 2 : 1));
    if (near !== undefined) return [`${name} is nothing that is read: ${near} is meant, it seems.`];
    if (!ownPrefixes.some((prefix) => name.startsWith(prefix))) return [];
    const alike = known.filter((each) =>
      ownPrefixes.some((prefix) => each.startsWith(prefix) && name.startsWith(prefix)),
    );
    return [`${name} is nothing that is read: unset it, or give one of ${alike.join(', ')}.`];
  });
}

/** Finds what was given for each setting: the flag goes before the variable, and that before the file that one names. */
export function givenSettings(
  flags: Flags['values'],
  environment: Readonly<Record<string, string | undefined>>,
  { demo, readTextFile }: { readonly demo: boolean; readonly readTextFile: ReadTextFile },
): { readonly given: GivenSettings; readonly faults: readonly string[] } {
  const faults: string[] = [];
  // A variable that is set to nothing is how shells and compose files leave one out.
  const variableOf = (name: string): string | undefined => environment[name] || undefined;

  function fromFile(variable: string): GivenSetting | null {
    const name = `${variable}_FILE`;
    const path = secretVariables.has(variable) ? variableOf(name) : undefined;
    if (path === undefined) return null;
    try {
      const text = readTextFile(path).trim();
      if (text === '') faults.push(`${name} names a file that is empty: write the value of ${variable} into it.`);
      return { text: text || undefined, name, from: 'file' };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      faults.push(
        `${name} names a file that cannot be read${code}: let this user read it, or set ${variable} instead.`,
      );
      return { text: undefined, name, from: 'file' };
    }
  }

  function given(name: SettingName): GivenSetting {
    const { flag, variable, inDemo } = settingOf(name);
    const byFlag = flag === null ? undefined : flags[flag];
    if (byFlag !== undefined) return { text: byFlag, name: `--${flag}`, from: 'flag' };
    const called = variable ?? `--${flag}`;
    const absent: GivenSetting = { text: undefined, name: called, from: 'default' };
    if (variable === null || (demo && !inDemo)) return absent;
    const text = variableOf(variable);
    const file = fromFile(variable);
    if (text !== undefined && file !== null) {
      faults.push(`${variable} and ${file.name} are both set: unset one of them.`);
    }
    if (text !== undefined) return { text, name: variable, from: 'environment' };
    return file ?? absent;
  }

  const entries = settingNames.map((name) => [name, given(name)] as const);
  return { given: Object.fromEntries(entries) as Record<SettingName, GivenSetting>, faults };
}

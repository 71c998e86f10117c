import { parseArgs } from 'node:util';

const flagTypes = {
  framework: { type: 'string' },
  port: { type: 'string' },
  database: { type: 'string' },
  demo: { type: 'boolean' },
  seed: { type: 'string' },
  pace: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** The name of a flag. */
export type FlagName = keyof typeof flagTypes;

/** The flags of a command line, as text; a switch that is on says `true`. */
export interface Flags {
  readonly values: Readonly<Partial<Record<FlagName, string>>>;
  /** All that is wrong, each with its fix. Never quotes a value: it might be a key in the wrong place. */
  readonly faults: readonly string[];
}

const knownFlags = Object.keys(flagTypes).map((name) => `--${name}`);

function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(flagTypes, name);
}

/** Reads a command line, without the program's own name. */
export function readFlags(argv: readonly string[]): Flags {
  // Package managers pass on the `--` that people put before a script's flags.
  const args = argv.filter((argument) => argument !== '--');
  // Strict parsing stops at the first fault, and all of them are to be said.
  const { tokens } = parseArgs({ args, options: flagTypes, strict: false, tokens: true, allowPositionals: true });
  const values: Partial<Record<FlagName, string>> = {};
  const faults: string[] = [];
  let unknownAt = -2;
  for (const token of tokens) {
    if (token.kind === 'positional' && token.index !== unknownAt + 1) {
      faults.push('An argument stands alone: give every value with its flag, such as --port 8080.');
    }
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!isFlagName(name)) {
      unknownAt = token.index;
      faults.push(`${rawName} is no flag. The flags are ${knownFlags.join(', ')}.`);
    } else if (values[name] !== undefined) {
      faults.push(`--${name} is given more than once: keep one.`);
    } else if (flagTypes[name].type === 'boolean') {
      if (value !== undefined) faults.push(`--${name} takes no value: write --${name} alone.`);
      values[name] = 'true';
    } else if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--'))) {
      faults.push(`--${name} has no value: write --${name}=VALUE.`);
    } else {
      values[name] = value;
    }
  }
  return { values, faults };
}

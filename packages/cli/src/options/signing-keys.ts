import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Option } from '@commander-js/extra-typings';
import { usageFailure } from '../command-failure.ts';
import { collected } from './values.ts';

/** A signing key and what to call it. Show name and fingerprint, never the key. */
export interface NamedKey {
  /** `null` where it was given without a name. */
  readonly name: string | null;
  readonly key: string;
  /** The first 8 hex digits of the key's SHA-256, as the receiver tells keys apart. */
  readonly fingerprint: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that holds the signing keys, so that they need not stand on the command line. */
export const keyVariable = 'SIGNALWIRE_SIGNING_KEY';

// What follows the equals sign must be more than the padding of base64.
const named = /^([A-Za-z][\w.-]*)=(?!=*$)(.*)$/s;

/** `--signing-key`: once or more. */
export function signingKeyOption() {
  const help = `signing key, as KEY, env:VARIABLE or file:PATH, with NAME= in front to name it; several while one is replaced. A key on the command line is visible to others (ps): prefer ${keyVariable}`;
  return new Option('-k, --signing-key <key>', help).argParser(collected);
}

/** `--other-key`: keys that the endpoint does not accept. */
export function otherKeyOption() {
  const help = 'a key that your endpoint does not accept: of another project, or an old one (as --signing-key)';
  return new Option('--other-key <key>', help).argParser(collected);
}

function secretOf(text: string, env: Environment, option: string): string {
  if (text.startsWith('env:')) {
    const secret = env[text.slice(4)];
    if (secret === undefined) throw usageFailure(`${option}: the variable ${text.slice(4)} is not set.`);
    return secret;
  }
  if (!text.startsWith('file:')) return text;
  try {
    return readFileSync(text.slice(5), 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw usageFailure(
      `${option}: the file ${text.slice(5)} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

function parseKey(given: string, env: Environment, option: string): NamedKey {
  const [, name = null, rest = given] = named.exec(given) ?? [];
  const key = secretOf(rest, env, option);
  if (key.trim() === '') throw usageFailure(`${option}: the key is empty or blank, with which anyone could sign.`);
  return { name, key, fingerprint: hash('sha256', key, 'hex').slice(0, 8) };
}

/** Reads keys as `--other-key` takes them. Throws a usage failure for what is none. */
export function readKeys(given: readonly string[], env: Environment, option: string): NamedKey[] {
  return given.map((one) => parseKey(one, env, option));
}

/** The signing keys of the options, else those of the environment. Throws a usage failure where there is none. */
export function signingKeys(given: readonly string[] | undefined, env: Environment): [NamedKey, ...NamedKey[]] {
  const fromEnvironment = (env[keyVariable] ?? '').split(/[\s,]+/).filter(Boolean);
  const [first, ...others] =
    given === undefined ? readKeys(fromEnvironment, env, keyVariable) : readKeys(given, env, '--signing-key');
  if (first === undefined) {
    throw usageFailure(
      `No signing key: set ${keyVariable}, or give --signing-key ("Signing Key" under API Credentials in the SignalWire dashboard).`,
    );
  }
  return [first, ...others];
}

/** Name and fingerprint of a key, by its fingerprint. */
export function keyLabel(fingerprint: string, keys: readonly NamedKey[]): string {
  const name = keys.find((key) => key.fingerprint === fingerprint)?.name;
  return name === undefined || name === null ? `key ${fingerprint}` : `key ${name} (${fingerprint})`;
}

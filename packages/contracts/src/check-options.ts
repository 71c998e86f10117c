import { StatusWireError } from './errors.ts';

/**
 * Refuses options that `maker` does not know: a misspelt one must not be ignored in silence. Throws
 * `STATUSWIRE_INVALID_OPTIONS`, naming it and those that there are. What is undefined counts too, as it is a name all the same.
 */
export function assertKnownOptions(maker: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      `${maker} knows no option ${name}. It takes: ${known.join(', ')}.`,
    );
  }
}

/** Refuses a number that is not an integer between two bounds, with `STATUSWIRE_INVALID_OPTIONS`. */
export function assertInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `${name} must be an integer from ${minimum} to ${maximum}.`);
}

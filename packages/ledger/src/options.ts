import { StatusWireError } from '@statuswire/contracts';

/** Refuses options that are not known, with `STATUSWIRE_INVALID_OPTIONS`: a misspelt one must not be ignored in silence. */
export function assertKnownOptions(maker: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new StatusWireError(
        'STATUSWIRE_INVALID_OPTIONS',
        `${maker} knows no option ${name}. It takes: ${known.join(', ')}.`,
      );
    }
  }
}

/** Refuses a number that is not an integer between two bounds, with `STATUSWIRE_INVALID_OPTIONS`. */
export function assertInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `${name} must be an integer from ${minimum} to ${maximum}.`);
}

/** Refuses a word that is not of a list, with `STATUSWIRE_INVALID_OPTIONS`. */
export function assertOneOf(name: string, value: unknown, words: readonly string[]): void {
  if (words.some((word) => word === value)) return;
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `${name} must be one of ${words.join(', ')}.`);
}

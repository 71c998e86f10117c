import { StatusWireError } from '@statuswire/contracts';

/** A programmer's mistake in what was given. */
export function invalidOption(message: string): StatusWireError {
  return new StatusWireError('STATUSWIRE_INVALID_OPTIONS', message);
}

/** Refuses options that are not known, with `STATUSWIRE_INVALID_OPTIONS`: a misspelt one must not be ignored in silence. */
export function assertKnownOptions(maker: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw invalidOption(`${maker} knows no option ${name}. It takes: ${known.join(', ')}.`);
  }
}

/** Refuses a number that is not an integer between two bounds, with `STATUSWIRE_INVALID_OPTIONS`. */
export function assertInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw invalidOption(`${name} must be an integer from ${minimum} to ${maximum}.`);
}

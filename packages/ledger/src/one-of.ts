import { StatusWireError } from '@statuswire/contracts';

/** Refuses a word that is not of a list, with `STATUSWIRE_INVALID_OPTIONS`. */
export function assertOneOf(name: string, value: unknown, words: readonly string[]): void {
  if (words.some((word) => word === value)) return;
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `${name} must be one of ${words.join(', ')}.`);
}

import { StatusWireError } from '@statuswire/contracts';

/** A programmer's mistake in what was given. */
export function invalidOption(message: string): StatusWireError {
  return new StatusWireError('STATUSWIRE_INVALID_OPTIONS', message);
}

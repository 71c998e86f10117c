import { StatusWireError } from '@statuswire/contracts';

/** Milliseconds since 1970 of an ISO 8601 instant. Throws `STATUSWIRE_INVALID_OPTIONS` for any other text. */
export function toMilliseconds(instant: string): number {
  const milliseconds = Date.parse(instant);
  if (!Number.isNaN(milliseconds)) return milliseconds;
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', 'An instant must be ISO 8601 UTC with milliseconds.');
}

/** The same where there may be none. */
export function toMillisecondsOrNull(instant: string | null): number | null {
  return instant === null ? null : toMilliseconds(instant);
}

/** The instant of a column of milliseconds. */
export function toInstant(milliseconds: unknown): string {
  return new Date(Number(milliseconds)).toISOString();
}

/** The same where there may be none. */
export function toInstantOrNull(milliseconds: unknown): string | null {
  return milliseconds === null ? null : toInstant(milliseconds);
}

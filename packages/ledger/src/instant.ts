import { StatusWireError } from '@statuswire/contracts';

const isoInstant = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * An instant in the one form in which instants compare as texts: ISO 8601 UTC with milliseconds. `null` where it is none of
 * the years 0 to 9999, or does not tell its offset from UTC.
 */
export function canonicalInstant(given: unknown): string | null {
  if (typeof given !== 'string') return null;
  const text = textOf(Date.parse(given));
  if (text === given || text === null) return text;
  // Date.parse also takes other spellings, local times among them, and 31 February for 3 March.
  const date = isoInstant.exec(given)?.[1];
  return date !== undefined && textOf(Date.parse(`${date}T00:00Z`))?.startsWith(date) ? text : null;
}

/** The same; throws `STATUSWIRE_INVALID_OPTIONS`, naming it and never its value, where it is no instant. */
export function checkedInstant(name: string, given: unknown): string {
  const instant = canonicalInstant(given);
  if (instant !== null) return instant;
  throw new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    `${name} must be an ISO 8601 instant with its offset from UTC, of the years 0 to 9999.`,
  );
}

/** The same of a `Date`. */
export function checkedDate(name: string, given: unknown): string {
  const instant = given instanceof Date ? textOf(given.getTime()) : null;
  if (instant !== null) return instant;
  throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', `${name} must be a valid Date of the years 0 to 9999.`);
}

function textOf(milliseconds: number): string | null {
  if (Number.isNaN(milliseconds)) return null;
  const text = new Date(milliseconds).toISOString();
  return text.length === 24 ? text : null;
}

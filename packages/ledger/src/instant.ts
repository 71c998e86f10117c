import { StatusWireError } from '@statuswire/contracts';

const isoInstant = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i;

const canonical = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
// Instants are read many times for every fact recorded, and nearly all are of one day.
let lastDay = { text: '1970-01-01', start: 0 };

/** When the day of a canonical instant began, in milliseconds since 1970; `NaN` where the calendar has no such day. */
function dayStart(instant: string): number {
  if (instant.startsWith(lastDay.text)) return lastDay.start;
  const text = instant.slice(0, 10);
  const start = Date.parse(`${text}T00:00:00.000Z`);
  lastDay = { text, start: textOf(start)?.startsWith(text) === true ? start : Number.NaN };
  return lastDay.start;
}

/** Milliseconds since 1970 of an instant: as `Date.parse`, and several times as fast for the canonical form. */
export function millisecondsOf(instant: string): number {
  const start = instant.length === 24 && instant.endsWith('Z') ? dayStart(instant) : Number.NaN;
  if (Number.isNaN(start)) return Date.parse(instant);
  const digit = (place: number) => instant.charCodeAt(place) - 48;
  const two = (place: number) => digit(place) * 10 + digit(place + 1);
  const minutes = two(11) * 60 + two(14);
  return start + (minutes * 60 + two(17)) * 1_000 + digit(20) * 100 + two(21);
}

/**
 * An instant in the one form in which instants compare as texts: ISO 8601 UTC with milliseconds. `null` where it is none of
 * the years 0 to 9999, or does not tell its offset from UTC.
 */
export function canonicalInstant(given: unknown): string | null {
  if (typeof given !== 'string') return null;
  if (canonical.test(given)) return Number.isNaN(dayStart(given)) ? null : given;
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

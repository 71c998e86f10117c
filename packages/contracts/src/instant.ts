import { StatusWireError } from './errors.ts';

const iso8601 = /^(\d{4}-\d{2}-)(\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)(?:[Zz]|([+-]\d{2})(?::?(\d{2}))?)?$/;
// As SignalWire writes it, and so early in the month that it stands in every calendar.
const plain = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const rfc2822 =
  /^(?:[A-Za-z]{3}, *)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}:\d{2}(?::\d{2})?) (?:([+-]\d{4})|GMT|UT|UTC|Z)$/;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
// Outside the years 0 to 9999 ISO 8601 takes a six-digit form, by agreement only: no such instant is taken.
const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

// Under load many callbacks fall into one millisecond, and spelling an instant costs as much as checking a payload.
let lastSpelled = { milliseconds: earliest, text: '0000-01-01T00:00:00.000Z' };

function toCanonical(milliseconds: number): string | null {
  if (milliseconds === lastSpelled.milliseconds) return lastSpelled.text;
  if (!(milliseconds >= earliest && milliseconds <= latest)) return null;
  const text = new Date(milliseconds).toISOString();
  lastSpelled = { milliseconds, text };
  return text;
}

/**
 * Reads an ISO 8601 instant into UTC with milliseconds; `null` if it is none. A time without an offset is taken as UTC:
 * SignalWire's clock is, and a reader's own time zone must never decide what a callback means.
 */
export function parseIsoInstant(text: string): string | null {
  if (plain.test(text)) return `${text.slice(0, -1)}.000Z`;
  const parts = iso8601.exec(text);
  if (parts === null) return null;
  const [, month = '', day = '', time = '', hours, minutes = '00'] = parts;
  if (day > '28' && !isInCalendar(`${month}${day}`)) return null;
  // One spelling for all engines: beyond the one that ECMAScript defines, each guesses in its own way.
  const offset = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  return toCanonical(Date.parse(`${month}${day}T${time.replace(',', '.')}${offset}`));
}

// Date.parse takes 31 February for 3 March, in some engines.
function isInCalendar(date: string): boolean {
  return toCanonical(Date.parse(`${date}T00:00Z`))?.startsWith(date) ?? false;
}

/** Reads an RFC 2822 date, as the Compatibility REST API writes it, into ISO 8601 UTC; `null` if it is none. */
export function parseRfc2822Instant(text: string): string | null {
  const parts = rfc2822.exec(text);
  if (parts === null) return null;
  const [, day = '', monthName = '', year, time, offset = 'Z'] = parts;
  const month = String(months.indexOf(monthName.toLowerCase()) + 1).padStart(2, '0');
  return parseIsoInstant(`${year}-${month}-${day.padStart(2, '0')}T${time}${offset}`);
}

/** Our own clock's reading, as a `Date` or as ISO 8601. Throws `STATUSWIRE_INVALID_OPTIONS` on anything else. */
export function canonicalInstant(instant: Date | string): string {
  const text = typeof instant === 'string' ? parseIsoInstant(instant) : dateInstant(instant);
  if (text === null) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'receivedAt must be a valid Date or an ISO 8601 instant such as new Date().toISOString()',
    );
  }
  return text;
}

function dateInstant(instant: Date): string | null {
  return instant instanceof Date ? toCanonical(instant.getTime()) : null;
}

const iso8601 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)([Zz]|[+-]\d{2}:?\d{2})?$/;
const rfc2822 = /^(?:[A-Za-z]{3}, *)?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UT|UTC|Z)$/;
const canonical = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

// Years outside 0 to 9999 would come out in the six-digit form that ISO 8601 allows by agreement only.
function toCanonical(milliseconds: number): string | null {
  if (Number.isNaN(milliseconds)) return null;
  const text = new Date(milliseconds).toISOString();
  return canonical.test(text) ? text : null;
}

/**
 * Reads an ISO 8601 instant into UTC with milliseconds; `null` if it is none. A time without an offset is taken as UTC:
 * SignalWire's clock is, and a reader's own time zone must never decide what a callback means.
 */
export function parseIsoInstant(text: string): string | null {
  const parts = iso8601.exec(text);
  if (parts === null) return null;
  const [, date, time, offset = 'Z'] = parts;
  return toCanonical(Date.parse(`${date}T${time?.replace(',', '.')}${offset.toUpperCase()}`));
}

/** Reads an RFC 2822 date, as the Compatibility REST API writes it, into ISO 8601 UTC; `null` if it is none. */
export function parseRfc2822Instant(text: string): string | null {
  return rfc2822.test(text) ? toCanonical(Date.parse(text)) : null;
}

/** Our own clock's reading, as a `Date` or as ISO 8601. Throws a `RangeError` on anything else: a programmer's mistake. */
export function canonicalInstant(instant: Date | string): string {
  const text = typeof instant === 'string' ? parseIsoInstant(instant) : toCanonical(instant.getTime());
  if (text === null)
    throw new RangeError('receivedAt must be a valid Date or an ISO 8601 instant such as new Date().toISOString()');
  return text;
}

const imfDate = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
// A pause for ever would be a message lost: past a day, ask again all the same.
const longestMs = 86_400_000;

/**
 * How many milliseconds a `Retry-After` header asks to wait: whole seconds, or an HTTP date. A date is one of the sender's clock,
 * so it is seen from the answer's own `Date` where there is one, else from `now`. `null` where the header says neither (RFC 9110,
 * section 10.2.3). At most a day, and never negative.
 */
export function parseRetryAfter(header: string | null, date: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs);
  const at = parseDate(text);
  if (at === null) return null;
  return Math.min(Math.max(at - (parseDate(date?.trim() ?? '') ?? now.getTime()), 0), longestMs);
}

function parseDate(text: string): number | null {
  const at = imfDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

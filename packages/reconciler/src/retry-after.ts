const imfDate = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
// A pause for ever would be a message lost: past a day, ask again all the same.
const longestMs = 86_400_000;

/**
 * How many milliseconds a `Retry-After` header asks to wait: whole seconds, or an HTTP date as seen from `now`. `null` where it
 * says neither (RFC 9110, section 10.2.3). At most a day, and never negative.
 */
export function parseRetryAfter(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs);
  if (!imfDate.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now.getTime(), 0), longestMs);
}

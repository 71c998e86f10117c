const second = 1_000;
const day = 86_400_000;

/** A date filter: whether an instant fits. */
export type DateFilter = (at: number) => boolean;

/** How an instant has to stand to the given one. */
export type DateRelation = 'on' | 'before' | 'after';

/**
 * Reads a date filter: `YYYY-MM-DD` (UTC), or an ISO 8601 instant. `on` a date is anywhere in that day; `before` is at or
 * before its first instant, `after` at or after it. `null` for what is no date. Source: docs/sandbox.md, "Lists".
 */
export function readDateFilter(text: string, relation: DateRelation): DateFilter | null {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = isDay || isInstant ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return null;
  const end = isDay ? time + day : time + second;
  // The wire tells whole seconds: what is compared is what can be seen.
  const seen = (at: number): number => Math.trunc(at / second) * second;
  switch (relation) {
    case 'on':
      return (at) => seen(at) >= time && seen(at) < end;
    case 'before':
      return (at) => seen(at) <= time;
    case 'after':
      return (at) => seen(at) >= time;
  }
}

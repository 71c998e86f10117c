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
  switch (relation) {
    case 'on':
      return isDay
        ? (at) => at >= time && at < time + day
        : (at) => Math.trunc(at / 1_000) === Math.trunc(time / 1_000);
    case 'before':
      return (at) => at <= time;
    case 'after':
      return (at) => at >= time;
  }
}

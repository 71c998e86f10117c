const whole = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const points = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat('en-GB', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const precise = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const hourFields = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
const hour = new Intl.DateTimeFormat('en-GB', hourFields);
const hourOfYear = new Intl.DateTimeFormat('en-GB', { year: 'numeric', ...hourFields });

/** The time zone in which times are shown. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const formatCount = (count: number): string => whole.format(count);
/** A share, or a dash where there is nothing to share. */
export const formatShare = (part: number, of: number): string => (of === 0 ? '–' : percent.format(part / of));
/** A difference of two shares, in percentage points. */
export const formatPoints = (difference: number): string => `${points.format(difference * 100)} points`;
export const formatMoment = (instant: string): string => moment.format(new Date(instant));
export const formatPrecise = (instant: string): string => precise.format(new Date(instant));
export const formatHour = (instant: string): string => hour.format(new Date(instant));

/**
 * A range of its own in words, the day told once where it is one, and the year where it is not this one; what is left out is open.
 */
export function ownRangeText(
  { since, until }: { readonly since?: string; readonly until?: string },
  now = new Date(),
): string {
  const ends = [since, until].flatMap((end) => (end === undefined ? [] : [new Date(end)]));
  const isThisYear = ends.every((end) => end.getFullYear() === now.getFullYear());
  const format = isThisYear ? hour : hourOfYear;
  const [first, last] = ends;
  if (first === undefined) return 'until now';
  if (last === undefined) return `${since === undefined ? 'until' : 'since'} ${format.format(first)}`;
  return format.formatRange(first, last);
}

/** A duration in the two units that matter. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

/** A size in the unit that fits. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How long a message took: to a tenth of a second where seconds are few. */
export function formatLatency(milliseconds: number): string {
  if (milliseconds < 950 || milliseconds >= 60_000) return formatDuration(milliseconds);
  const seconds = milliseconds / 1_000;
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

import type { Verdict } from '../verdict.ts';

/** The value below which such a share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const whole = (milliseconds: number): string => milliseconds.toFixed(0);
export const exact = (milliseconds: number): string => milliseconds.toFixed(1);

/** The verdict on a time, and what is told beside it. */
export function within(what: string, value: number, most: number, beside = ''): Verdict {
  return { reached: value <= most, text: `${what} ${whole(value)} ms, goal ${most} ms or less${beside}` };
}

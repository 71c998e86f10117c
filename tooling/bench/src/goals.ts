import type { Spread } from './spread.ts';

/** What a ratio has to reach, or must not exceed. */
export interface Bound {
  readonly kind: 'at least' | 'at most';
  readonly value: number;
}

/** Two things that were measured side by side in one run, one over the other. */
export interface Ratio {
  readonly name: string;
  readonly ratio: Spread;
  /** `null` where the ratio is there to be read, not to be held. */
  readonly goal: Bound | null;
  /** How far a median may fall short: 0 for what is counted, as no noise excuses a callback lost. @default noiseAllowance */
  readonly allowance?: number;
}

/** A figure that must not be exceeded. */
export interface Limit {
  readonly name: string;
  /** What is measured, less being better. Milliseconds. */
  readonly milliseconds: Spread;
  readonly atMost: number;
}

/**
 * How far a median may fall short before a check fails. On a shared machine two runs of the same code differ by two to four
 * in a hundred; what is lost for good shows as more.
 */
export const noiseAllowance = 0.05;

/** Whether a ratio misses its goal by more than noise; never where it has none. */
export function isMissed({ ratio, goal, allowance = noiseAllowance }: Ratio): boolean {
  if (goal === null) return false;
  // Not the other way round: a ratio of nothing (`NaN`) is missed.
  if (goal.kind === 'at least') return !(ratio.median >= goal.value * (1 - allowance));
  return !(ratio.median <= goal.value * (1 + allowance));
}

/** Whether a limit is exceeded by more than noise. */
export function isExceeded({ milliseconds, atMost }: Limit): boolean {
  return !(milliseconds.median <= atMost * (1 + noiseAllowance));
}

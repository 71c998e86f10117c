import type { Spread } from './spread.ts';

/** A ratio that has to be reached. */
export interface Goal {
  readonly name: string;
  /** What is measured, more being better. */
  readonly ratio: Spread;
  readonly atLeast: number;
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

/** Whether a goal is missed by more than noise. */
export function isMissed({ ratio, atLeast }: Goal): boolean {
  return !(ratio.median >= atLeast * (1 - noiseAllowance));
}

/** Whether a limit is exceeded by more than noise. */
export function isExceeded({ milliseconds, atMost }: Limit): boolean {
  return !(milliseconds.median <= atMost * (1 + noiseAllowance));
}

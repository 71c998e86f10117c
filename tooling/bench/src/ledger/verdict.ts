import { type Goal, isMissed } from '../goals.ts';

/** Whether a figure reached its goal, in words. */
export interface Verdict {
  readonly reached: boolean;
  readonly text: string;
}

/** The verdict on a ratio, with room for noise. */
export function verdictOn(goal: Goal): Verdict {
  const { name, ratio, atLeast } = goal;
  return { reached: !isMissed(goal), text: `${name}: ${ratio.median.toFixed(2)}, goal ${atLeast.toFixed(2)} or more` };
}

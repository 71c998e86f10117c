import { isExceeded, isMissed, type Limit, type Ratio } from './goals.ts';

/** Whether a figure reached its goal, in words. */
export interface Verdict {
  readonly reached: boolean;
  readonly text: string;
}

/** The verdict on a ratio, with room for noise; none where it has no goal. */
export function verdictsOn(measured: Ratio): Verdict[] {
  const { name, ratio, goal } = measured;
  if (goal === null) return [];
  const least = goal.kind === 'at least' ? 'or more' : 'or less';
  const text = `${name}: ${ratio.median.toFixed(2)}, goal ${goal.value.toFixed(2)} ${least}`;
  return [{ reached: !isMissed(measured), text }];
}

/** The verdict on a time, with room for noise. */
export function verdictOnLimit(limit: Limit): Verdict {
  const { name, milliseconds, atMost } = limit;
  const text = `${name}: ${milliseconds.median.toFixed(2)} ms, goal ${atMost.toFixed(2)} or less`;
  return { reached: !isExceeded(limit), text };
}

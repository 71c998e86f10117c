import { expect, it } from 'vitest';
import { isMissed, type Ratio } from '../src/goals.ts';
import { spreadOf } from '../src/spread.ts';
import { verdictsOn } from '../src/verdict.ts';

function ratio(median: number, goal: Ratio['goal']): Ratio {
  return { name: 'ours over theirs', ratio: spreadOf([median]), goal };
}

it('a goal leaves room for noise on its own side', () => {
  const least = { kind: 'at least', value: 1 } as const;
  const most = { kind: 'at most', value: 1 } as const;
  expect([0.96, 0.94, 2].map((median) => isMissed(ratio(median, least)))).toEqual([false, true, false]);
  expect([1.04, 1.06, 0.2].map((median) => isMissed(ratio(median, most)))).toEqual([false, true, false]);
});

it('what could not be measured has not reached its goal', () => {
  expect(isMissed(ratio(Number.NaN, { kind: 'at most', value: 1 }))).toBe(true);
  expect(isMissed(ratio(Number.NaN, { kind: 'at least', value: 1 }))).toBe(true);
});

it('what has no goal misses none and is not judged', () => {
  expect(isMissed(ratio(0.1, null))).toBe(false);
  expect(verdictsOn(ratio(0.1, null))).toEqual([]);
  expect(verdictsOn(ratio(0.5, { kind: 'at least', value: 1 }))).toEqual([
    { reached: false, text: 'ours over theirs: 0.50, goal 1.00 or more' },
  ]);
});

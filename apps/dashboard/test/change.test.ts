import { expect, test } from 'vitest';
import { changeOfCount, changeOfShare } from '../src/figures/change.ts';

test.each([
  [120, 100, { kind: 'more', by: 0.2 }],
  [50, 200, { kind: 'less', by: 0.75 }],
  [0, 4, { kind: 'less', by: 1 }],
  [7, 7, { kind: 'same' }],
  [0, 0, { kind: 'same' }],
  [3, 0, { kind: 'no_base' }],
  // Nobody would be told of "0 % more".
  [1_000_001, 1_000_000, { kind: 'same' }],
])('a count of %d after one of %d', (now, before, change) => {
  expect(changeOfCount(now, before)).toEqual(change);
});

test.each([
  ['in points, not in percent of a percentage', [90, 100], [80, 100], { kind: 'more', by: expect.closeTo(0.1) }],
  ['by what it is a share of', [5, 10], [60, 100], { kind: 'less', by: expect.closeTo(0.1) }],
  ['to none', [0, 10], [10, 10], { kind: 'less', by: 1 }],
  ['too little to be seen', [90_001, 100_000], [90_000, 100_000], { kind: 'same' }],
  ['from a share of nothing', [1, 2], [0, 0], { kind: 'no_base' }],
  ['to a share of nothing', [0, 0], [1, 2], { kind: 'no_base' }],
] as const)('a share changes %s', (_, [part, of], [partBefore, ofBefore], change) => {
  expect(changeOfShare({ part, of }, { part: partBefore, of: ofBefore })).toEqual(change);
});

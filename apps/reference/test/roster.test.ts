import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRoster } from '../src/roster.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

test('who was added and not taken off is on it', () => {
  const roster = createRoster<string>();
  const [first, second] = [roster.add('first'), roster.add('second')];
  expect(roster.items()).toEqual(['first', 'second']);
  first();
  const third = roster.add('third');
  expect(roster.items().sort()).toEqual(['second', 'third']);
  second();
  third();
  expect(roster.items()).toEqual([]);
});

test('who was taken off is garbage like any other: it does not wait for the whole heap to be collected', () => {
  const roster = createRoster<readonly number[]>();
  const there: (() => void)[] = [];
  collect({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < 10_000; count += 1) {
    there.push(roster.add(Array.from({ length: 1_000 }, () => count)));
    if (there.length > 10) there.shift()?.();
    if (count % 100 === 0) collect({ type: 'minor' });
  }
  collect({ type: 'minor' });
  // 80 MB went through.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8_000_000);
  expect(roster.items()).toHaveLength(10);
});

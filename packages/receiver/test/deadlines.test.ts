import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { createDeadlines, type Deadline } from '../src/deadlines.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

test('what has ended is garbage like any other: it does not wait for the whole heap to be collected', () => {
  const deadlines = createDeadlines(60_000);
  const underWay: Deadline[] = [];
  collect({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < 10_000; count += 1) {
    const request = Array.from({ length: 1_000 }, () => count);
    underWay.push(deadlines.start(() => request));
    if (underWay.length > 10) deadlines.end(underWay.shift() as Deadline);
    if (count % 100 === 0) collect({ type: 'minor' });
  }
  collect({ type: 'minor' });
  // 80 MB went through.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8_000_000);
  for (const deadline of underWay) deadlines.end(deadline);
});

test('each runs out once, in turn, whatever ended before it', async () => {
  vi.useFakeTimers();
  try {
    const deadlines = createDeadlines(100);
    const ran: string[] = [];
    const start = (name: string) => deadlines.start(() => ran.push(name));
    const [first, , third] = [start('first'), start('second'), start('third')];
    await vi.advanceTimersByTimeAsync(60);
    const last = start('last');
    deadlines.end(first);
    deadlines.end(first);
    await vi.advanceTimersByTimeAsync(60);
    expect(ran).toEqual(['second', 'third']);
    deadlines.end(third);
    await vi.advanceTimersByTimeAsync(60);
    expect(ran).toEqual(['second', 'third', 'last']);
    deadlines.end(last);
    // Begun anew after all had ended.
    start('again');
    await vi.advanceTimersByTimeAsync(120);
    expect(ran).toEqual(['second', 'third', 'last', 'again']);
  } finally {
    vi.useRealTimers();
  }
});

import { expect, test } from 'vitest';
import { createPause } from '../src/pause.ts';

const start = Date.parse('2026-03-17T10:00:00.000Z');

test('a pause lasts as long as the longest that was asked for, and no longer', () => {
  let at = start;
  const pause = createPause(() => new Date(at));
  expect(pause.until()).toBeNull();
  expect(pause.extend(0)).toBe(false);
  expect(pause.extend(1_000)).toBe(true);
  expect(pause.extend(500)).toBe(false);
  expect(pause.until()).toBe(start + 1_000);
  at += 999;
  expect(pause.extend(2_000)).toBe(true);
  expect(pause.until()).toBe(start + 2_999);
  at += 2_000;
  expect(pause.until()).toBeNull();
});

test('a clock that is set back ends it, and another can begin', () => {
  let at = start;
  const pause = createPause(() => new Date(at));
  pause.extend(86_400_000);
  at -= 3_600_000;
  expect(pause.until()).toBeNull();
  expect(pause.extend(1_000)).toBe(true);
  expect(pause.until()).toBe(at + 1_000);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ListWindowSettings, windowAfter } from '../src/list-window.ts';
import { hour, minute } from './world.ts';

const settings: ListWindowSettings = {
  intervalMs: 5 * minute,
  overlapMs: 5 * minute,
  quietMs: 2 * minute,
  lookbackMs: 5 * hour,
};
const now = Date.parse('2026-03-17T10:00:00.500Z');
const newest = Date.parse('2026-03-17T09:58:00.000Z');

test('the first of all looks back', () => {
  expect(windowAfter(null, now, settings)).toEqual({ from: newest - 5 * hour, to: newest });
  expect(windowAfter(null, now, { ...settings, lookbackMs: 0 })).toEqual({ from: newest - 1_000, to: newest });
});

test('a window begins before the watermark, and is not due before the interval has passed', () => {
  const watermark = newest - 5 * minute;
  expect(windowAfter(watermark, now, settings)).toEqual({ from: watermark - 5 * minute, to: newest });
  expect(windowAfter(watermark + 1_000, now, settings)).toBeNull();
  // Whether SignalWire counts what was created at the very bound is not known.
  expect(windowAfter(watermark, now, { ...settings, overlapMs: 0 })).toEqual({ from: watermark - 1_000, to: newest });
});

test('another process’s clock may be ahead a little; one that was wrong by far is made up for', () => {
  expect(windowAfter(newest + minute, now, settings)).toBeNull();
  expect(windowAfter(newest + 365 * 24 * hour, now, settings)).toEqual({ from: newest - 5 * hour, to: newest });
});

test('after an outage of any length, windows leave nothing out, end at last, and none is longer than half a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 * 24 * hour }), (outageMs) => {
      let watermark = newest - outageMs;
      const start = watermark;
      let windows = 0;
      for (let next = windowAfter(watermark, now, settings); next !== null; windows += 1) {
        expect(next.from).toBeLessThan(watermark);
        expect(next.to).toBeGreaterThan(watermark);
        expect(next.to - watermark).toBeLessThanOrEqual(12 * hour);
        watermark = next.to;
        next = windowAfter(watermark, now, settings);
      }
      expect(windows).toBe(Math.ceil(Math.max(watermark - start, 0) / (12 * hour)));
      expect(newest - watermark).toBeLessThan(settings.intervalMs);
    }),
  );
});

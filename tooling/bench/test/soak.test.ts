import { describe, expect, it } from 'vitest';
import { isMissed } from '../src/goals.ts';
import { lineThrough } from '../src/least-squares.ts';
import type { MemorySample, SoakCell } from '../src/soak/measure.ts';
import { memoryTrend, soakRatios, soakTable, soakVerdicts } from '../src/soak/summary.ts';

describe('the line of least squares', () => {
  it('is the line itself for points on one', () => {
    const { slope, intercept } = lineThrough([1, 2, 5].map((x) => ({ x, y: 3 * x - 4 })));
    expect(slope).toBeCloseTo(3);
    expect(intercept).toBeCloseTo(-4);
  });

  it('goes through the middle of what lies around it', () => {
    const { slope, intercept } = lineThrough([
      { x: 0, y: 1 },
      { x: 1, y: 3 },
      { x: 2, y: 2 },
    ]);
    expect(slope).toBeCloseTo(0.5);
    expect(intercept).toBeCloseTo(1.5);
  });

  it('is level where the points do not tell', () => {
    expect(lineThrough([{ x: 2, y: 7 }])).toEqual({ slope: 0, intercept: 7 });
    expect(lineThrough([]).intercept).toBeNaN();
  });
});

/** Twelve minutes: what grows while the app warms up, and what comes after. */
function samples(perMinute: number): MemorySample[] {
  return Array.from({ length: 13 }, (_, minutes) => {
    const megabytes = minutes < 4 ? 20 * minutes : 100 + perMinute * (minutes - 4);
    return { minutes, residentBytes: megabytes * 1e6, heapBytes: 5e7, externalBytes: 1e6 };
  });
}

function cell(perMinute: number, p99: number): SoakCell {
  const callbacks = { sent: 100, accepted: 100, failed: 0, seconds: 10, latency: { p50: 1, p99, max: 80 } };
  return { framework: 'koa', rate: 10, minutes: 12, callbacks, busy: 0.5, memory: samples(perMinute) };
}

describe('the soak', () => {
  it('leaves the first third out of the trend and not out of the peak', () => {
    expect(memoryTrend(samples(2), 'residentBytes')).toEqual({
      perMinute: expect.closeTo(2),
      atStart: expect.closeTo(100),
      atEnd: expect.closeTo(116),
      peak: 116,
    });
    const high = samples(0).map((sample, index) => (index === 0 ? { ...sample, residentBytes: 5e8 } : sample));
    expect(memoryTrend(high, 'residentBytes')).toMatchObject({ perMinute: 0, peak: 500 });
  });

  it('tells what is flat from what grows, and what is in time from what is late', () => {
    expect(soakRatios([cell(0.5, 20)]).map(isMissed)).toEqual([false, false, false]);
    expect(soakRatios([cell(3, 20)]).map(isMissed)).toEqual([false, true, false]);
    expect(soakVerdicts([cell(0, 49), cell(0, 51)]).map(({ reached }) => reached)).toEqual([true, false]);
    expect(soakTable([cell(2, 20)])).toMatch(/^koa, resident memory +2\.00 +100\.0 +116\.0 +116\.0 +13$/m);
  });

  it('is missed where callbacks were lost', () => {
    const lost = cell(0, 20);
    const ratios = soakRatios([{ ...lost, callbacks: { ...lost.callbacks, accepted: 99, failed: 1 } }]);
    expect(ratios.map(isMissed)).toEqual([true, false, false]);
  });
});

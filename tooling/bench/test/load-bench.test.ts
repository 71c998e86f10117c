import { describe, expect, it } from 'vitest';
import { parseBenchOptions } from '../src/bench-options.ts';
import { isExceeded, isMissed } from '../src/goals.ts';
import { type LoadCell, type LoadSample, measureLoad } from '../src/load/measure.ts';
import { percentiles } from '../src/load/messages.ts';
import { loadLimits, loadRatios, loadTable } from '../src/load/summary.ts';
import { createProgress } from '../src/progress.ts';

describe('the load benchmark', () => {
  // That it works, not how fast anything is: the rounds are far too short for figures.
  it('hears of every callback from both sides', async () => {
    const lines: string[] = [];
    const progress = createProgress({
      isTTY: false,
      write: (line: string | Uint8Array) => {
        lines.push(String(line));
        return true;
      },
    });
    const parsed = parseBenchOptions(['load', '--rounds', '1', '--seconds', '1', '--rate', '100']);
    if (parsed.kind !== 'options') throw new Error('the options were not understood');
    const cells = await measureLoad(parsed.options, progress);
    expect(lines).toHaveLength(2);
    expect(cells.map(({ dialect, rate }) => [dialect, rate])).toEqual([
      ['compatibility', 100],
      ['platform', 100],
    ]);
    for (const [sample] of cells.map(({ samples }) => samples)) {
      expect(sample?.callbacks).toBeGreaterThan(20);
      for (const name of percentiles) {
        // The sandbox's time includes that of the network, the receiver's does not.
        expect(sample?.receiverMs[name]).toBeGreaterThan(0);
        expect(sample?.sandboxMs[name]).toBeGreaterThan(0);
      }
      expect(sample?.memory.halfway).toBeGreaterThan(10);
      expect(sample?.cores).toBeGreaterThan(0);
    }
    expect(loadTable(cells)).toMatch(/^platform, p99\.9( +\d+\.\d\d){2} +\d+\.\d\d \(.*\) +\d+\.\d\d$/m);
  }, 60_000);

  it('knows a kept rate from one that is not, and percentiles that lie apart from those that do not', () => {
    const times = { p50: 1, p90: 2, p95: 3, p99: 4, p999: 5 };
    const sample: LoadSample = {
      perSecond: 1_999.7,
      callbacks: 20_000,
      sandboxMs: times,
      receiverMs: { ...times, p50: 0.4, p99: 2.9, p999: 0 },
      lateMs: times,
      cores: 0.3,
      memory: { halfway: 1, end: 1 },
      loadAverage: 0,
    };
    const cell: LoadCell = { dialect: 'compatibility', rate: 2_000, samples: [sample] };
    expect(loadRatios([cell]).map(isMissed)).toEqual([false]);
    expect(loadRatios([{ ...cell, rate: 2_500 }]).map(isMissed)).toEqual([true]);
    const exceeded = loadLimits([cell]).map((limit) => [limit.name.split(', ').at(-1), isExceeded(limit)]);
    expect(exceeded).toEqual([
      ['p50', false],
      ['p90', false],
      ['p95', false],
      ['p99', true],
    ]);
    // Which of the two is the greater does not matter.
    const mirrored = { ...sample, sandboxMs: sample.receiverMs, receiverMs: times };
    expect(loadLimits([{ ...cell, samples: [mirrored] }]).filter(isExceeded)).toHaveLength(1);
  });
});

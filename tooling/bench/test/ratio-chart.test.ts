import { describe, expect, it } from 'vitest';
import { ratioChart, ticksUpTo } from '../src/ratio-chart.ts';

const ratios = [
  { name: 'a over b', ratio: { median: 1.5, min: 1, max: 2 }, goal: { kind: 'at least', value: 1 } },
  { name: 'a over <c> & "d"', ratio: { median: 0.5, min: 0.4, max: 0.6 }, goal: { kind: 'at least', value: 1 } },
  { name: 'a over e', ratio: { median: 1, min: 1, max: 1 }, goal: null },
] as const;

function numbers(svg: string, pattern: RegExp): number[] {
  return Array.from(svg.matchAll(pattern), ([, number]) => Number(number));
}

describe('the chart of ratios', () => {
  const svg = ratioChart({ title: 'suite', subtitle: 'this & that', ratios });

  it('has a bar as long as each ratio, told apart by whether it reached its goal', () => {
    const [first = 0, ...others] = numbers(svg, /<rect class="(?:reached|missed|free)".*? width="([\d.]+)"/g);
    expect(others.map((width) => width / first)).toEqual([expect.closeTo(1 / 3), expect.closeTo(2 / 3)]);
    expect(Array.from(svg.matchAll(/<rect class="(\w+)" x/g), ([, name]) => name)).toEqual([
      'reached',
      'missed',
      'free',
    ]);
  });

  it('marks the goal where there is one, and the spread from least to greatest', () => {
    expect(numbers(svg, /<line class="goal" x1="([\d.]+)"/g)).toHaveLength(2);
    const [one = 0] = numbers(svg, /<line class="one" x1="([\d.]+)"/g);
    expect(numbers(svg, /<line class="goal" x1="([\d.]+)"/g)[0]).toBe(one);
    expect(svg).toContain('1.50 (1.00–2.00), goal ≥ 1.00<');
    expect(svg).toContain('0.50 (0.40–0.60), goal ≥ 1.00, missed<');
  });

  it('escapes what is text, and names nothing outside of it', () => {
    expect(svg).toContain('a over &lt;c&gt; &amp; &quot;d&quot;');
    expect(svg).toContain('this &amp; that');
    expect(svg.match(/https?:[^"]+/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('has no bar for what is no number', () => {
    const nothing = { median: Number.NaN, min: Number.NaN, max: Number.NaN };
    const empty = ratioChart({ title: 't', subtitle: 's', ratios: [{ name: 'n', ratio: nothing, goal: null }] });
    expect(empty).not.toMatch(/NaN|Infinity/);
    expect(empty).toContain('no figure<');
    expect(empty).not.toContain('<rect class="free"');
  });

  it('has an axis of round steps', () => {
    expect(ticksUpTo(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticksUpTo(2.31)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect(ticksUpTo(37)).toEqual([0, 10, 20, 30, 40]);
  });
});

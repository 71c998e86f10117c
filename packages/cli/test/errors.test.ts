import { describe, expect, test } from 'vitest';
import { runHere, statuswire } from './command-line.ts';

describe('errors', () => {
  test('explains a code by SignalWire’s meaning', async () => {
    const { code, stdout, stderr } = await statuswire(['errors', '30003']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^30003 +transient +The handset could not be reached/);
  });

  test('answers no for a code that no document lists, and shows the others all the same', async () => {
    const { code, stdout } = await runHere(['errors', '30003', '99999', '--json']);
    expect(code).toBe(1);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { code: '30003', known: true, class: 'transient' },
      { code: '99999', known: false, class: 'unknown' },
    ]);
  });

  test('lists every code without one', async () => {
    const { code, stdout } = await runHere(['errors']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^21610 .*opted out/m);
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThan(30);
  });
});

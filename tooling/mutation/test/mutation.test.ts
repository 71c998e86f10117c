import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scoreOf } from '../src/score.ts';
import { targets } from '../src/targets.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('the score', () => {
  test('is the share of changes that a test noticed; what no test reaches was not', () => {
    const statuses = ['Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'RuntimeError'];
    expect(scoreOf(statuses.map((status) => ({ status })))).toEqual({ killed: 3, survived: 2, leftOut: 2, share: 0.6 });
  });

  test('is full where nothing was changed', () => {
    expect(scoreOf([]).share).toBe(1);
  });
});

test.for(Object.entries(targets))('%s names files that are there', ([, { mutate, tests }]) => {
  for (const pattern of [...mutate, ...tests]) {
    // Node's patterns know no "all but these" of names.
    const known = pattern.replace(/^!/, '').replace(/!\([^)]*\)/, '*');
    expect(globSync(known, { cwd: root }).length, pattern).toBeGreaterThan(0);
  }
});

import { expect, test } from 'vitest';
import { root } from '../src/published-packages.ts';
import { run } from '../src/run.ts';

test('knip finds no file, export or dependency that nothing uses', async () => {
  const { code, stdout } = await run(`${root}node_modules/.bin/knip`, ['--no-progress'], { cwd: root });
  expect(code, stdout).toBe(0);
});

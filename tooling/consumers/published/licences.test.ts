import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { installedPackages, isFitting } from '../src/licences.ts';
import { createProject } from '../src/project.ts';

test('every licence of what an install brings fits', async () => {
  const project = await createProject({ type: 'module', tarballs: inject('tarballs') });
  try {
    const installed = installedPackages(join(project.folder, 'node_modules'));
    const names = installed.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@statuswire/express', 'express', 'koa', 'zod', 'commander']));
    expect(installed.filter(({ licence }) => !isFitting(licence))).toEqual([]);
  } finally {
    project.remove();
  }
});

test.for([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE.txt', false],
  [null, false],
] as const)('of the licence %s: fits %s', ([licence, fits]) => {
  expect(isFitting(licence)).toBe(fits);
});

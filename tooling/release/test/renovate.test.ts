import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../src/published-packages.ts';

interface Rule {
  readonly matchDepNames?: readonly string[];
}

const manifests = ['package.json', ...globSync('{packages,apps,tooling,examples}/*/package.json', { cwd: root })];

// Of a user's project, which is written in the test of TypeScript, and of the workspace's `packageManager`.
const elsewhere = ['pnpm', 'typescript5'];

test('every dependency that Renovate groups by name is one that we have', () => {
  const dependencies = new Set(
    manifests
      .map((path) => JSON.parse(readFileSync(join(root, path), 'utf8')))
      .flatMap(({ dependencies, devDependencies }) => Object.keys({ ...dependencies, ...devDependencies })),
  );
  const { packageRules } = JSON.parse(readFileSync(join(root, 'renovate.json'), 'utf8'));
  const names = packageRules.flatMap(({ matchDepNames = [] }: Rule) => matchDepNames);
  for (const name of names) {
    const pattern = /^\/(.*)\/$/.exec(name)?.[1];
    const known = pattern === undefined ? [name] : [...dependencies].filter((other) => new RegExp(pattern).test(other));
    expect(known.length, name).toBeGreaterThan(0);
    if (!elsewhere.includes(name)) expect([...dependencies]).toEqual(expect.arrayContaining(known));
  }
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importedPackages, mayImport } from '../src/import-directions.ts';
import { read, repositoryFiles, root } from '../src/paths.ts';

const manifests = repositoryFiles('packages/*/package.json').map((path) => {
  const manifest = JSON.parse(read(path)) as { name: string; dependencies?: object; peerDependencies?: object };
  return { folder: path.split('/')[1] ?? '', ...manifest };
});

/** Whether the linter, with the repository's own configuration, lets a file's imports pass. */
function importsPass(path: string, code: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'statuswire-lint-'));
  try {
    writeFileSync(
      join(folder, 'biome.json'),
      read('biome.json').replace('"vcs": { "enabled": true', '"vcs": { "enabled": false'),
    );
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), code);
    const { status, error } = spawnSync(`${root}node_modules/.bin/biome`, ['lint', path], { cwd: folder });
    if (error) throw error;
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.for(manifests)('$name declares only packages below it', ({ folder, dependencies, peerDependencies }) => {
  const allowed = mayImport(folder);
  const declared = Object.keys({ ...dependencies, ...peerDependencies })
    .filter((name) => name.startsWith('@statuswire/'))
    .map((name) => name.slice('@statuswire/'.length));
  expect(allowed).toEqual(expect.arrayContaining(declared));
});

test.for(manifests)('$name imports only packages below it', ({ folder }) => {
  const allowed = [...mayImport(folder), folder];
  const imported = repositoryFiles(`packages/${folder}/src/*.ts`).flatMap((path) => importedPackages(read(path)));
  expect(allowed).toEqual(expect.arrayContaining(imported));
});

test('imports are found however they are written', () => {
  const text = `import { a } from '@statuswire/express';\nexport * from '@statuswire/koa';\nawait import('@statuswire/cli');`;
  expect(importedPackages(text)).toEqual(['express', 'koa', 'cli']);
});

describe('the linter refuses', () => {
  test.for([
    ['packages/contracts/src/x.ts', "import { hash } from 'node:crypto'; hash();"],
    ['packages/contracts/src/x.ts', "import { x } from '@statuswire/receiver'; x();"],
    ['packages/receiver/src/x.ts', "import { x } from '@statuswire/express'; x();"],
    ['packages/receiver/src/x.ts', "import { x } from '@statuswire/contracts/src/dialect.ts'; x();"],
    ['packages/express/src/x.ts', "import { x } from '@statuswire/koa'; x();"],
    ['packages/koa/src/x.ts', "import { x } from '@statuswire/receiver/src/hmac.ts'; x();"],
    ['packages/koa/src/x.ts', "import { x } from '../../receiver/src/hmac.ts'; x();"],
    ['packages/koa/test/x.test.ts', "import { x } from '../../receiver/src/hmac.ts'; x();"],
    ['apps/reference/src/x.ts', "import { x } from '@statuswire/receiver/src/hmac.ts'; x();"],
  ] as const)('%s: %s', ([path, code]) => {
    expect(importsPass(path, code)).toBe(false);
  });

  test('and lets what is right pass', () => {
    const code = "import { eventKey } from '@statuswire/contracts';\n\nexport const keyOf = eventKey;\n";
    expect(importsPass('packages/receiver/src/x.ts', code)).toBe(true);
  });
});

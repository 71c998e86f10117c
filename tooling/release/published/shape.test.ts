import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { root } from '../src/published-packages.ts';
import { run } from '../src/run.ts';
import { tarballContents } from '../src/tarball-contents.ts';

const tools = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));

describe.for(inject('tarballs'))('$name as it is packed', ({ name, path }) => {
  const files = tarballContents(path);
  const manifest = JSON.parse(files.get('package.json')?.toString('utf8') ?? '{}');

  test('publint finds nothing, not even a suggestion', async () => {
    const { code, stdout, stderr } = await run(`${tools}publint`, [path, '--strict'], { cwd: root });
    expect(code, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toContain('All good!');
  });

  test('are the types wrong? No', async () => {
    const { code, stdout } = await run(`${tools}attw`, [path, '--profile', 'esm-only', '--no-emoji'], { cwd: root });
    expect(code, stdout).toBe(0);
  });

  test('says whose it is, and holds what its entries name', () => {
    expect(manifest).toMatchObject({ name, license: 'MIT', type: 'module', engines: { node: '>=20.19' } });
    expect(manifest.repository.directory).toMatch(/^packages\//);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    const entries = JSON.stringify([manifest.exports, manifest.bin]);
    const targets = [...entries.matchAll(/:"\.\/([^"]+)"/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(0);
    expect([...files.keys()]).toEqual(expect.arrayContaining(targets));
  });

  test('holds no test, names no source as an entry and nothing that only a workspace knows', () => {
    expect([...files.keys()].filter((file) => /(?:^|\/)test\/|\.test\./.test(file))).toEqual([]);
    expect(JSON.stringify([manifest.exports, manifest.bin])).not.toContain('./src/');
    expect(JSON.stringify([manifest.dependencies, manifest.peerDependencies])).not.toMatch(/workspace:|catalog:/);
  });

  test('runs nothing when it is installed', () => {
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => /install|prepare/.test(script))).toEqual([]);
  });

  test('every source map leads to a source that is there', () => {
    for (const [map, content] of files) {
      if (!map.endsWith('.map')) continue;
      for (const source of JSON.parse(content.toString('utf8')).sources) {
        expect(files.has(posix.join(posix.dirname(map), source)), `${map}: ${source}`).toBe(true);
      }
    }
  });
});

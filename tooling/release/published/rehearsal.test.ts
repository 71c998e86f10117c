import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishedPackages } from '../src/published-packages.ts';
import { rehearseRelease } from '../src/rehearsal.ts';
import { tarballContents } from '../src/tarball-contents.ts';

test('a release gives all packages one version, changelogs to read, and tarballs that can be published', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statuswire-release-'));
  try {
    const { packages, changesets, changelogs, published } = await rehearseRelease(folder);
    expect(packages.map(({ name }) => name)).toEqual(publishedPackages().map(({ name }) => name));
    const [version = '', ...others] = new Set(packages.map((released) => released.version));
    expect(others).toEqual([]);

    // Right after a release there is nothing to tell, and the versions stay what they are.
    if (changesets.length > 0) expect(version).not.toBe(publishedPackages()[0]?.version);
    for (const entry of Object.values(changelogs)) {
      if (changesets.length > 0) expect(entry).toMatch(new RegExp(`^${version}\\n`));
      expect(entry).not.toMatch(/Updated dependencies|---/);
    }

    for (const { name } of packages) {
      expect(published[name]).toContain(`Skip publishing ${name}@${version} (dry run)`);
      const tarball = `packed/packages/${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
      const manifest = JSON.parse(tarballContents(join(folder, tarball)).get('package.json')?.toString('utf8') ?? '');
      const ours = Object.entries(manifest.dependencies ?? {}).filter(([other]) => other.startsWith('@statuswire/'));
      expect(ours.map(([, range]) => range)).toEqual(ours.map(() => `^${version}`));
      expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

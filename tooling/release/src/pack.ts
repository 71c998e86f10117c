import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, root } from './published-packages.ts';
import { mustRun } from './run.ts';

/** A package as it would be uploaded. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** The file's absolute path. */
  readonly path: string;
}

/**
 * Builds every published package from nothing and packs it into a folder, as `pnpm publish` would. What an earlier build left
 * in `dist` is removed first: it would be packed, too.
 */
export async function packPublished(target: string): Promise<Tarball[]> {
  const packages = publishedPackages();
  for (const { folder } of packages) rmSync(join(root, folder, 'dist'), { recursive: true, force: true });
  const pnpm = (...args: string[]) => mustRun('npx', ['-y', 'pnpm@12', ...args], { cwd: root });
  await pnpm('exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only');
  await pnpm('--recursive', '--filter=./packages/*', 'pack', '--pack-destination', target);
  return packages.map(({ name, version }) => ({
    name,
    version,
    path: join(target, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`),
  }));
}

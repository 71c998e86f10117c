import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What of a package's manifest a release goes by. */
export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** The package's folder, from the root. */
  readonly folder: string;
}

/** Every package that a repository publishes: all of `packages/` but those that are private. */
export function publishedPackages(repository = root): PublishedPackage[] {
  return globSync('packages/*/package.json', { cwd: repository })
    .toSorted()
    .map((path) => ({ folder: dirname(path), manifest: JSON.parse(readFileSync(join(repository, path), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ name: manifest.name, version: manifest.version, folder }));
}

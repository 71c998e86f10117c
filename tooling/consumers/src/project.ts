import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun, type Tarball } from '@statuswire/release';

const programs = fileURLToPath(new URL('../projects/', import.meta.url));

/** What a user's project is made of. */
export interface ProjectOptions {
  readonly type: 'module' | 'commonjs';
  /** Our packages, all of them: what one needs of the others is found among these and nowhere else. */
  readonly tarballs: readonly Tarball[];
  /** What is installed beside them: the version or range by name. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** The folder of `projects/` whose files are copied in; none if left out. */
  readonly programs?: string;
}

/** A user's project: a folder outside the workspace, in which npm has installed what its manifest says. */
export interface Project {
  readonly folder: string;
  remove(): void;
}

/** Makes an empty folder into a user's project. Rejects with what npm says where an install fails. */
export async function createProject(options: ProjectOptions): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'statuswire-consumer-'));
  const ours = Object.fromEntries(options.tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const manifest = { private: true, type: options.type, dependencies: { ...options.dependencies, ...ours } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  if (options.programs !== undefined) cpSync(join(programs, options.programs), folder, { recursive: true });
  await mustRun('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], {
    cwd: folder,
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

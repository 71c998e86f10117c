import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository } from './copy-repository.ts';
import { type PublishedPackage, publishedPackages } from './published-packages.ts';
import { mustRun, run } from './run.ts';

// Nothing listens there, so that whatever goes wrong nothing is published, and no network is needed.
const nowhere = 'http://127.0.0.1:9/';

const author = {
  GIT_AUTHOR_NAME: 'Rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@status.example',
  GIT_COMMITTER_NAME: 'Rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@status.example',
};

/** What a release would have done. */
export interface Rehearsal {
  readonly packages: readonly PublishedPackage[];
  /** The changesets that were used up. */
  readonly changesets: readonly string[];
  /** The newest entry of each package's changelog that has one, by the package's name. */
  readonly changelogs: Readonly<Record<string, string>>;
  /** What the publishing command said of each tarball, by the package's name. */
  readonly published: Readonly<Record<string, string>>;
}

/** The whole repository, with what is not committed yet, as a repository of its own. */
async function startRepository(target: string): Promise<void> {
  await copyRepository(target);
  await mustRun('git', ['init', '--quiet', '--initial-branch=main'], { cwd: target });
  await mustRun('git', ['add', '--all'], { cwd: target });
  await mustRun('git', ['commit', '--quiet', '--message=Before the release'], { cwd: target, env: author });
}

function changesetsIn(folder: string): string[] {
  return globSync('.changeset/*.md', { cwd: folder }).toSorted();
}

function newestEntry(changelog: string): string {
  return changelog.split(/^## /m)[1]?.trim() ?? '';
}

function readChangelogs(folder: string, packages: readonly PublishedPackage[]): Record<string, string> {
  const changelogs: Record<string, string> = {};
  for (const { name, folder: at } of packages) {
    if (!readdirSync(join(folder, at)).includes('CHANGELOG.md')) continue;
    changelogs[name] = newestEntry(readFileSync(join(folder, at, 'CHANGELOG.md'), 'utf8'));
  }
  return changelogs;
}

/** The command that changesets publishes a tarball with, but that it uploads nothing. Resolves with what it said. */
async function publishNowhere(folder: string, tarball: string): Promise<string> {
  const options = ['--access', 'public', '--tag', 'latest', '--no-git-checks', '--dry-run', '--registry', nowhere];
  const { code, stdout, stderr } = await run('npx', ['-y', 'pnpm@12', 'publish', tarball, ...options], { cwd: folder });
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith('npm warn'));
  return [...(code === 0 ? [] : [`ended with ${code}`]), ...said].join('\n');
}

/**
 * Does in a copy of the repository what a release does: versions and changelogs by changesets, a build, the tarballs, and the
 * publishing command on each of them with `--dry-run`. Needs no network where the packages that the workspace stands on have been
 * installed once. The folder has to be empty.
 */
export async function rehearseRelease(folder: string): Promise<Rehearsal> {
  const pnpm = (...args: string[]) => mustRun('npx', ['-y', 'pnpm@12', ...args], { cwd: folder, env: { CI: 'true' } });
  await startRepository(folder);
  await pnpm('install', '--offline', '--frozen-lockfile');
  const before = changesetsIn(folder);
  await pnpm('exec', 'changeset', 'version');
  const remaining = changesetsIn(folder);
  await pnpm('exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only');

  // What changesets would find out by asking the registry: that none of these versions is there yet.
  const packages = publishedPackages(folder);
  const plan = packages.map(({ name, version }) => ({
    kind: 'publish',
    name,
    version,
    access: 'public',
    tag: 'latest',
  }));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify({ version: 1, plan: [plan] }));
  await pnpm('exec', 'changeset', 'pack', '--from-publish-plan=plan.json', '--out-dir=packed');

  const packed = JSON.parse(readFileSync(join(folder, 'packed/publish-plan.json'), 'utf8'));
  const published = await Promise.all(
    packed.plan
      .flat()
      .map(async ({ name, tarball }: { name: string; tarball: { path: string } }) => [
        name,
        await publishNowhere(folder, join(folder, 'packed', tarball.path)),
      ]),
  );
  rmSync(join(folder, 'plan.json'));
  return {
    packages,
    changesets: before.filter((path) => !remaining.includes(path)),
    changelogs: readChangelogs(folder, packages),
    published: Object.fromEntries(published),
  };
}

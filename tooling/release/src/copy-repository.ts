import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './published-packages.ts';
import { mustRun } from './run.ts';

/** Copies the files of the repository, with what is not committed yet and without what Git ignores. */
export async function copyRepository(
  target: string,
  {
    isWanted = () => true,
  }: {
    /** Is asked of each path, from the root. @default all are */ readonly isWanted?: (path: string) => boolean;
  } = {},
): Promise<void> {
  const listed = await mustRun('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const deleted = new Set((await mustRun('git', ['ls-files', '-z', '--deleted'], { cwd: root })).split('\0'));
  for (const path of new Set(listed.split('\0').filter((path) => path !== '' && !deleted.has(path)))) {
    if (!isWanted(path)) continue;
    mkdirSync(join(target, dirname(path)), { recursive: true });
    copyFileSync(join(root, path), join(target, path));
  }
}

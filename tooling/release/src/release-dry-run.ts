// Rehearses a release and shows what it would have done. Publishes nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { rehearseRelease } from './rehearsal.ts';

const folder = mkdtempSync(join(tmpdir(), 'statuswire-release-'));
try {
  const { packages, changesets, changelogs, published } = await rehearseRelease(folder);
  process.stdout.write(`${changesets.length} changesets used up.\n`);
  for (const { name } of packages) {
    process.stdout.write(`\n=== ${name} ===\n\n${changelogs[name] ?? '(no changelog)'}\n\n${published[name]}\n`);
    if (published[name]?.includes('dry run') !== true) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

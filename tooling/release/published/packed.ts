import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packPublished, type Tarball } from '../src/pack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly tarballs: readonly Tarball[];
  }
}

/** Packs once for all tests of what is published. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'statuswire-packed-'));
  project.provide('tarballs', await packPublished(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}

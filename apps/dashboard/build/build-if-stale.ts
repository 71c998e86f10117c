// Builds the pages where there are none, or where something that they are made of has changed since.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${folder}dist/.built-from`;
const sources = [
  'src/**/*.{ts,tsx,css}',
  'public/*',
  'build/*.ts',
  'index.html',
  'package.json',
  'vite.config.ts',
  '../../packages/contracts/src/**/*.ts',
  '../reference/src/oddities.ts',
  '../../pnpm-lock.yaml',
];

/** A digest of all sources: times say nothing of files that were just checked out or copied. */
function digestOfSources(): string {
  const digest = createHash('sha256');
  for (const path of globSync(sources, { cwd: folder }).toSorted()) {
    digest.update(`${path}\0`).update(readFileSync(`${folder}${path}`));
  }
  return digest.digest('hex');
}

const wanted = digestOfSources();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const begun = Date.now();
  stdout.write('Building the dashboard…\n');
  // Whatever environment this runs in, tests included: what is served is what people get.
  process.env.NODE_ENV = 'production';
  try {
    const { build } = await import('vite');
    await build({ root: folder, logLevel: 'warn' });
    writeFileSync(stamp, wanted);
    stdout.write(`Built in ${((Date.now() - begun) / 1_000).toFixed(1)} s.\n`);
  } catch (error) {
    // What is recorded matters more than how it is shown.
    stderr.write(`The dashboard could not be built, so its pages are missing: ${String(error)}\n`);
  }
}

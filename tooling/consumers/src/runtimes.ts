import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { mustRun } from '@statuswire/release';

const cache = fileURLToPath(new URL('../node_modules/.cache/runtimes/', import.meta.url));
const host = `${process.platform}-${process.arch}`;

/** The Nodes that are supported: the oldest release of all, then the newest of each line. */
export const nodes = ['20.19.0', '22', '24', '26'] as const;

/** Other runtimes with Web `Request` and `Response`. */
export const fetchRuntimes = ['bun', 'deno'] as const;

/** Something that runs a program. */
export interface Runtime {
  readonly name: string;
  /** The command and what stands before a program's path. */
  readonly command: readonly string[];
}

/** Where a runtime comes from on npm: as a file in a package for each platform, without a script that fetches it. */
interface Source {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly file: string;
  readonly before: readonly string[];
}

const bun: Source = { name: 'Bun', package: `@oven/bun-${host}`, version: '1', file: 'bin/bun', before: [] };

const deno: Source = {
  name: 'Deno',
  package: `@deno/${host}${process.platform === 'linux' ? '-glibc' : ''}`,
  version: '2',
  file: 'deno',
  before: ['run', '--allow-net=127.0.0.1', '--allow-env', '--no-prompt', '--no-lock'],
};

/** Fetches a runtime once and keeps it. Whole or not at all: it is unpacked aside and then moved to its place. */
async function provide(source: Source): Promise<Runtime> {
  const folder = join(cache, `${source.name.toLowerCase()}-${source.version}`);
  if (!existsSync(folder)) {
    const unpacked = `${folder}.${process.pid}`;
    mkdirSync(unpacked, { recursive: true });
    writeFileSync(
      join(unpacked, 'package.json'),
      JSON.stringify({ private: true, dependencies: { runtime: `npm:${source.package}@${source.version}` } }),
    );
    await mustRun('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], {
      cwd: unpacked,
    });
    // Another test may have fetched it in the meantime.
    if (existsSync(folder)) rmSync(unpacked, { recursive: true });
    else renameSync(unpacked, folder);
  }
  return {
    name: `${source.name} ${source.version}`,
    command: [join(folder, 'node_modules/runtime', source.file), ...source.before],
  };
}

/** A Node of a version. */
export function provideNode(version: string): Promise<Runtime> {
  return provide({ name: 'Node', package: `node-${host}`, version, file: 'bin/node', before: [] });
}

/** A runtime that is not Node. */
export function provideFetchRuntime(name: (typeof fetchRuntimes)[number]): Promise<Runtime> {
  return provide(name === 'bun' ? bun : deno);
}

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, type Tarball } from '@statuswire/release';
import { createProject, type Project } from './project.ts';
import type { Runtime } from './runtimes.ts';

/** What installing a package brings. */
export interface Footprint {
  readonly packages: number;
  /** The lengths of all files together, whatever room the disk gives them. */
  readonly bytes: number;
  /** From asking for the module to having it. */
  readonly import: ImportTimes;
}

/** Milliseconds that an import takes: one figure for each of many processes, ascending. */
export interface ImportTimes {
  readonly clock: readonly number[];
  /** The processor's, of all threads, which other work on the machine lengthens less. */
  readonly processor: readonly number[];
}

/** The middle of a row of ascending numbers. */
export function median(ascending: readonly number[]): number {
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}

function measureFiles(folder: string): { packages: number; bytes: number } {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  let bytes = 0;
  let packages = 0;
  for (const path of paths) {
    const about = statSync(join(folder, path));
    if (!about.isFile()) continue;
    bytes += about.size;
    if (/(?:^|node_modules\/)(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path)) packages += 1;
  }
  return { packages, bytes };
}

function timedImport(specifier: string): string {
  return `
    const before = process.cpuUsage();
    const start = performance.now();
    await import('${specifier}');
    const clock = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ clock, processor: (user + system) / 1000 }));`;
}

async function importTimes(
  runtime: Runtime,
  project: Project,
  specifier: string,
  processes: number,
): Promise<ImportTimes> {
  const [command = '', ...before] = runtime.command;
  const args = [...before, '--input-type=module', '--eval', timedImport(specifier)];
  const times: { clock: number; processor: number }[] = [];
  // One more, which warms the disk's cache and is not counted.
  for (let count = 0; count <= processes; count += 1) {
    times.push(JSON.parse(await mustRun(command, args, { cwd: project.folder })));
  }
  const ascending = (kind: 'clock' | 'processor') =>
    times
      .slice(1)
      .map((time) => time[kind])
      .toSorted((one, other) => one - other);
  return { clock: ascending('clock'), processor: ascending('processor') };
}

/** What is installed, and how its import is timed. */
export interface FootprintOptions {
  readonly specifier: string;
  readonly tarballs?: readonly Tarball[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly processes: number;
}

/** Installs into an empty folder with npm, weighs what came, and times the import in fresh processes. */
export async function measureFootprint(options: FootprintOptions): Promise<Footprint> {
  const { specifier, tarballs = [], dependencies = {}, runtime, processes } = options;
  const project = await createProject({ type: 'module', tarballs, dependencies });
  try {
    const files = measureFiles(join(project.folder, 'node_modules'));
    return { ...files, import: await importTimes(runtime, project, specifier, processes) };
  } finally {
    project.remove();
  }
}

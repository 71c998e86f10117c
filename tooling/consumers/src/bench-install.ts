// Prints what installing and importing the middleware costs beside the official SDK, and writes the figures as JSON.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { packPublished } from '@statuswire/release';
import { median } from './footprint.ts';
import { measureFootprints, mostImportMilliseconds, mostOfOfficial } from './footprints.ts';
import { nodes, provideNode } from './runtimes.ts';

const processes = 21;
const reports = fileURLToPath(new URL('../../../.reports/bench/', import.meta.url));

function spread(times: readonly number[]): string {
  return `${median(times).toFixed(1)} ms (${times.at(0)?.toFixed(1)} - ${times.at(-1)?.toFixed(1)})`;
}

const packed = mkdtempSync(join(tmpdir(), 'statuswire-packed-'));
try {
  const tarballs = await packPublished(packed);
  const measured = [];
  process.stdout.write(`${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${processes} processes each\n`);
  for (const version of nodes) {
    const runtime = await provideNode(version);
    const footprints = await measureFootprints(tarballs, runtime, processes);
    measured.push({ runtime: runtime.name, ...footprints });
    process.stdout.write(`\n${runtime.name}\n`);
    for (const [name, { packages, bytes, import: times }] of Object.entries(footprints)) {
      const size = `${packages} packages, ${(bytes / 1e6).toFixed(2)} MB`;
      process.stdout.write(
        `  ${name.padEnd(12)}${size}, import ${spread(times.clock)}, processor ${spread(times.processor)}\n`,
      );
    }
    const share = footprints.middleware.bytes / footprints.official.bytes;
    const milliseconds = median(footprints.middleware.import.processor);
    process.stdout.write(`  of the official SDK's size: ${share.toFixed(3)} (at most ${mostOfOfficial})\n`);
    process.stdout.write(`  import, processor: ${milliseconds.toFixed(1)} ms (at most ${mostImportMilliseconds})\n`);
    if (share > mostOfOfficial || milliseconds > mostImportMilliseconds) process.exitCode = 1;
  }
  mkdirSync(reports, { recursive: true });
  writeFileSync(`${reports}install.json`, `${JSON.stringify(measured, null, 2)}\n`);
} finally {
  rmSync(packed, { recursive: true, force: true });
}

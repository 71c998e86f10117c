import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Spread, spreadOf } from '../spread.ts';

const page = Buffer.alloc(4_096, 0xa5);
const flushes = 300;

/**
 * How long the disk of the databases takes, in milliseconds, until 4 KiB are safe on it. What sharing a commit saves is this
 * above all, so that a ratio says little without it.
 */
export function measureFlush(): Spread {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-bench-'));
  const file = openSync(join(directory, 'flush'), 'w');
  try {
    // A write-ahead log begins anew in a file that is there already: a file that grows would take longer.
    for (let place = 0; place < flushes; place += 1) writeSync(file, page, 0, page.length, place * page.length);
    fdatasyncSync(file);
    const times = Array.from({ length: flushes }, (_, place) => {
      writeSync(file, page, 0, page.length, place * page.length);
      const startedAt = performance.now();
      fdatasyncSync(file);
      return performance.now() - startedAt;
    });
    return spreadOf(times);
  } finally {
    closeSync(file);
    rmSync(directory, { recursive: true });
  }
}

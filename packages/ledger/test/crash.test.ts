import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { assertRecount } from '@statuswire/ledger/testing';
import { expect, test } from 'vitest';
import { sqliteReader } from './sqlite-subject.ts';

const writer = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));

/** Lets a process record for a while, kills it, and returns what it said was recorded. */
async function killedWriter(file: string, name: string, afterMs: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [writer, file, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  const [, signal] = await closed;
  expect(signal, 'the writer must die by the signal, not by itself').toBe('SIGKILL');
  // The last line may have been cut off by the kill: it was said in part, and acknowledged to nobody.
  return said.split('\n').slice(0, -1);
}

test('what was acknowledged survives SIGKILL, none twice, feed and figures consistent', {
  timeout: 120_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-'));
  const file = join(directory, 'ledger.db');
  try {
    const acknowledged: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      // Two at once, killed at different moments: one goes on while the other dies in the middle of a commit.
      const said = await Promise.all([
        killedWriter(file, `a${round}`, 40 + Math.random() * 200),
        killedWriter(file, `b${round}`, 40 + Math.random() * 200),
      ]);
      acknowledged.push(...said.flat());
      const database = new DatabaseSync(file);
      const store = createSqliteStore({ database });
      await store.migrate();
      const reader = sqliteReader(database);
      const recorded = (await reader.events()).map(({ record }) => record.key);
      expect(new Set(recorded).size).toBe(recorded.length);
      const kept = new Set(recorded);
      expect(acknowledged.filter((key) => !kept.has(key))).toEqual([]);
      await assertRecount(reader, `round ${round}`);
      const { events } = await store.feed({ after: null, limit: recorded.length + 1 });
      expect(events.map(({ key }) => key)).toEqual(recorded);
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.close();
    }
    expect(acknowledged.length).toBeGreaterThan(500);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { defaultCheckAt, type LedgerStore, type MessageState } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import type { AppendEntry } from '@statuswire/ledger/store';
import type { Progress } from '../progress.ts';
import { reportFolder } from '../report-file.ts';
import { createChance } from './chance.ts';
import { eventOf, lifeOf } from './lives.ts';

/** A database in a file, with so many messages of the last 30 days. */
export interface MessageDatabase {
  readonly messages: number;
  readonly file: string;
  /** How long filling it took; `null` where it was there already. */
  readonly filledInSeconds: number | null;
}

/** Days that the messages of a database are spread over. */
export const days = 30;

/** When the last of them begins: the time at which queries are made. */
export const endsAt = Date.parse('2026-11-01T00:00:00.000Z');

const folder = `${reportFolder}data/`;
const seed = 30;
const messagesPerBatch = 1_000;
const spanMs = days * 86_400_000;

/** Fills a database or, where it is to be kept, takes the one that an earlier run has kept. */
export async function createMessageDatabase(
  messages: number,
  keep: boolean,
  progress: Progress,
): Promise<MessageDatabase> {
  const file = `${folder}messages-${messages}${keep ? '' : `-of-${process.pid}`}.sqlite`;
  if (keep && existsSync(file)) return { messages, file, filledInSeconds: null };
  mkdirSync(folder, { recursive: true });
  // Under another name until it is whole.
  const unfinished = `${file}.part`;
  removeDatabase(unfinished);
  const startedAt = performance.now();
  const handle = new DatabaseSync(unfinished);
  const store = createSqliteStore({ database: handle });
  await store.migrate();
  await store.append([], { checkAt: defaultCheckAt });
  // What is lost in a crash is filled again, so that nothing need wait for the disk. The store has had its say.
  handle.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 50000');
  await fill(store, messages, (done) => {
    const seconds = (performance.now() - startedAt) / 1_000;
    progress.show(`queries: ${done} of ${messages} messages, ${Math.round(seconds)} s`);
  });
  await store.close();
  handle.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  handle.close();
  renameSync(unfinished, file);
  return { messages, file, filledInSeconds: (performance.now() - startedAt) / 1_000 };
}

// Checks that were due in the past were made.
function checkAt(message: MessageState): string | null {
  const at = defaultCheckAt(message);
  return at === null || Date.parse(at) < endsAt ? null : at;
}

async function fill(store: LedgerStore, messages: number, tell: (done: number) => void): Promise<void> {
  const chance = createChance(seed);
  for (let begun = 0; begun < messages; begun += messagesPerBatch) {
    const entries: AppendEntry[] = [];
    for (let index = begun; index < Math.min(begun + messagesPerBatch, messages); index += 1) {
      const startedAt = endsAt - spanMs + Math.floor((index / messages) * spanMs);
      for (const step of lifeOf(index, startedAt, chance)) entries.push({ event: eventOf(step), provenance: null });
    }
    await store.append(entries, { checkAt });
    if (begun % 20_000 === 0) tell(begun);
  }
}

/** Deletes a database with its log. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

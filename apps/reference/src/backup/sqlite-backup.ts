import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a whole ledger holds, in numbers. */
export interface LedgerContents {
  readonly messages: number;
  readonly events: number;
  /** Bytes of the file. */
  readonly bytes: number;
}

/** What came of a copy: what is in it, or why there is none, in words for people. */
export type CopyResult =
  | { readonly ok: true; readonly contents: LedgerContents }
  | { readonly ok: false; readonly fault: string };

/** How long to wait for a lock, in milliseconds. */
const patienceMs = 10_000;

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fsyncPath(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Looks at every page of a file, and says what is in it. Throws where it is no sound ledger. */
function contentsOf(file: string): LedgerContents {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const numberOf = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
    const verdict = Object.values(database.prepare('PRAGMA integrity_check(1)').get() ?? {})[0];
    if (verdict !== 'ok') throw new Error('it is damaged');
    if (numberOf("SELECT count(*) FROM sqlite_schema WHERE name = 'statuswire_events'") === 0) {
      throw new Error('it holds no record of this service');
    }
    return {
      messages: numberOf('SELECT count(*) FROM statuswire_messages'),
      events: numberOf('SELECT count(*) FROM statuswire_events'),
      bytes: numberOf('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'),
    };
  } finally {
    database.close();
  }
}

/** Whose a file is, as the system counts users and groups. */
interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Copies a database as it is at one moment, whatever is written meanwhile, for this user's eyes only. `VACUUM INTO` reads in
 * one transaction, which holds up no writer; SQLite's own backup, page by page, would begin anew with every commit of
 * another process. The copy appears under its name once it is whole, checked and on the disk.
 */
function copy(from: string, to: string, owner?: Owner): LedgerContents {
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  // `VACUUM INTO` takes an empty file; one that it made itself, everybody could read.
  closeSync(openSync(partial, 'wx', 0o600));
  chmodSync(partial, 0o600);
  try {
    if (owner !== undefined && process.getuid?.() === 0) chownSync(partial, owner.uid, owner.gid);
    const database = new DatabaseSync(from, { readOnly: true, timeout: patienceMs });
    try {
      database.prepare('VACUUM INTO ?').run(partial);
    } finally {
      database.close();
    }
    const contents = contentsOf(partial);
    fsyncPath(partial);
    renameSync(partial, to);
    fsyncPath(dirname(to));
    return contents;
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(partial + end, { force: true });
  }
}

/** Copies the database of a service, which may run, to a file that does not exist yet. */
export function backUp(from: string, to: string): CopyResult {
  const [source, target] = [resolve(from), resolve(to)];
  if (!existsSync(source)) return { ok: false, fault: `There is no database ${from}: name another with --database.` };
  if (existsSync(target))
    return { ok: false, fault: `${to} exists already: name a file that does not, with its date for instance.` };
  try {
    return { ok: true, contents: copy(source, target) };
  } catch (error) {
    return { ok: false, fault: `${from} cannot be backed up to ${to}: ${textOf(error)}.` };
  }
}

/** Whether nobody else has a database open; writes what its log holds into it on the way. */
function isOursAlone(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // SQLite leaves this mode for nobody while another connection is open.
    return database.prepare('PRAGMA journal_mode = DELETE').get()?.journal_mode === 'delete';
  } catch {
    return false;
  } finally {
    database.close();
  }
}

/**
 * Puts a backup in the place of a database that nobody has open, whose owner it gets where root asks. What was there before stays beside it, as `…before-restore`,
 * until somebody deletes it.
 */
export function restore(from: string, to: string): CopyResult {
  const [source, target] = [resolve(from), resolve(to)];
  const before = `${target}.before-restore`;
  if (!existsSync(source)) return { ok: false, fault: `There is no backup ${from}.` };
  if (existsSync(before))
    return { ok: false, fault: `${to}.before-restore is there from the last time: delete it, or move it away.` };
  try {
    contentsOf(source);
    // Root restores what another user's service has to open.
    const owner = statSync(existsSync(target) ? target : dirname(target));
    if (existsSync(target)) {
      if (!isOursAlone(target)) return { ok: false, fault: `${to} is in use: stop the service first.` };
      renameSync(target, before);
    }
    // What is left of another database's log would be taken for this one's.
    for (const end of ['-wal', '-shm', '-journal']) rmSync(target + end, { force: true });
    return { ok: true, contents: copy(source, target, owner) };
  } catch (error) {
    if (existsSync(before) && !existsSync(target)) renameSync(before, target);
    return { ok: false, fault: `${from} cannot be restored to ${to}: ${textOf(error)}. Nothing was changed.` };
  }
}

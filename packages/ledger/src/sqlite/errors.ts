import { StatusWireError } from '@statuswire/contracts';

// Primary result codes of SQLite. Source: https://www.sqlite.org/rescode.html
const busyCodes = new Set([5, 6]);

// What to do about each: these are for the person on call.
const advice = new Map<number, string>([
  [
    5,
    'Another process holds the database locked. Find what writes to it for so long, a backup or an open transaction.',
  ],
  [6, 'Another connection holds a table locked. Find what writes to it for so long.'],
  [7, 'SQLite ran out of memory. Give the process more, or lower the cache_size of the handle.'],
  [8, 'The database file or its directory cannot be written. Check its permissions and how the volume is mounted.'],
  [10, 'Reading or writing the database file failed. Check the disk and the system log; the file may need a restore.'],
  [11, 'The database file is damaged. Restore it from a backup; the SQLite command ".recover" may save the rest.'],
  [13, 'The disk is full. Free space on the volume of the database file, or run prune(); it goes on by itself then.'],
  [14, 'The database file cannot be opened. Check that it and its directory exist and may be written.'],
  [26, 'The file is no SQLite database. Check the path that the handle was opened with.'],
]);

/** The primary result code of an error of `node:sqlite`; `null` for any other error. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** Whether waiting may help: somebody else holds a lock. */
export function isBusy(error: unknown): boolean {
  return busyCodes.has(resultCode(error) ?? -1);
}

/** Whether a row was to be inserted that is there already. */
export function isDuplicate(error: unknown): boolean {
  return resultCode(error) === 19;
}

/** Whether a table is missing. */
export function isMissingTable(error: unknown): boolean {
  return resultCode(error) === 1 && error instanceof Error && error.message.includes('no such table');
}

/** `STATUSWIRE_UNAVAILABLE` for what is about the database and not about what was asked of it; all else as it is. */
export function translated(error: unknown): unknown {
  const code = resultCode(error);
  const known = code === null ? undefined : advice.get(code);
  if (known !== undefined) {
    return new StatusWireError('STATUSWIRE_UNAVAILABLE', `SQLite cannot be used now. ${known}`, { cause: error });
  }
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') {
    return new StatusWireError(
      'STATUSWIRE_UNAVAILABLE',
      'The handle of the SQLite database is closed. Close the ledger before the handle, and open the handle again.',
      { cause: error },
    );
  }
  return error;
}

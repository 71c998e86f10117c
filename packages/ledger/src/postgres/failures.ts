import { StatusWireError } from '@statuswire/contracts';

/** An error that PostgreSQL itself answered, as `pg` hands it on. */
interface ServerError {
  /** SQLSTATE. Source: PostgreSQL's documentation, appendix A. */
  readonly code: string;
  readonly severity: string;
  detail?: unknown;
  where?: unknown;
}

function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'severity' in error &&
    typeof error.severity === 'string'
  );
}

/** Whether the connection is still good after an error: only where the server answered it and went on. */
export function leavesConnectionUsable(error: unknown): boolean {
  return isServerError(error) && error.severity === 'ERROR';
}

/**
 * What a failed query or connection means to whoever called the store: `STATUSWIRE_UNAVAILABLE`, `STATUSWIRE_NOT_MIGRATED`,
 * or the server's own error where neither fits.
 */
export function failureOf(error: unknown): unknown {
  if (!isServerError(error)) return unavailable(lostConnection, error);
  // They quote rows: texts and numbers must not reach a log by way of an error.
  error.detail = undefined;
  error.where = undefined;
  const advice = adviceOf(error.code);
  if (advice !== null) return unavailable(advice, error);
  if (missing.has(error.code)) return notMigrated(error);
  return error;
}

const lostConnection =
  'PostgreSQL cannot be reached, or closed the connection. Check that its server runs and accepts connections from here.';

const adviceByState: Readonly<Record<string, string>> = {
  '25006': 'PostgreSQL is read-only here. Connect to the primary server, not to a standby.',
  '25P03': 'PostgreSQL ended a transaction that this process left waiting. Is the process short of CPU, or paused?',
  '3D000': 'The database does not exist on this PostgreSQL server. Check the name in the connection string.',
  '53100': 'PostgreSQL is out of disk space. Free some on its server, then all goes on by itself.',
  '53200': 'PostgreSQL is out of memory. Give its server more, or lower its settings.',
  '53300': 'PostgreSQL takes no more connections. Lower the size of the pools, or raise max_connections.',
  '55P03': 'PostgreSQL waited too long for a lock. See pg_locks for who holds it.',
  '57014': 'PostgreSQL cancelled a statement that took too long. Raise statement_timeout, or relieve the server.',
  '57P03': 'PostgreSQL is starting up or shutting down. All goes on by itself once it is up.',
};

const adviceByClass: Readonly<Record<string, string>> = {
  '08': lostConnection,
  '28': 'PostgreSQL refused the credentials. Check user, password and pg_hba.conf.',
  '40': 'PostgreSQL rolled a transaction back in favour of another one. Trying again will do.',
  '53': 'PostgreSQL is short of a resource. Its own error, the cause of this one, says which.',
  '57': 'PostgreSQL ended the connection: an administrator, a crash or a time limit did. Trying again will do.',
  '58': 'PostgreSQL failed to read or write its files. Check the disk and the log of its server.',
};

function adviceOf(state: string): string | null {
  return adviceByState[state] ?? adviceByClass[state.slice(0, 2)] ?? null;
}

/** No such schema, table or column: what `migrate` makes. */
const missing = new Set(['3F000', '42P01', '42703']);

/** `STATUSWIRE_UNAVAILABLE`, with what to do. */
export function unavailable(advice: string, cause?: unknown): StatusWireError {
  return new StatusWireError('STATUSWIRE_UNAVAILABLE', advice, cause === undefined ? {} : { cause });
}

/** `STATUSWIRE_NOT_MIGRATED` for tables that are missing or old. */
export function notMigrated(cause?: unknown): StatusWireError {
  return new StatusWireError(
    'STATUSWIRE_NOT_MIGRATED',
    'The tables of the ledger are missing, or older than this version. Call migrate() of the store first.',
    cause === undefined ? {} : { cause },
  );
}

import { StatusWireError } from '@statuswire/contracts';
import type { Database, Statements } from './database.ts';
import { notMigrated } from './failures.ts';
import { latestVersion, type Migration, migrations } from './migrations.ts';

// One after the other when several processes do it at once; whoever waited finds it done. Notices would reach the user's
// console by way of the client.
const begin = (schema: string) => `ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL client_min_messages = warning;
SELECT pg_advisory_xact_lock(hashtextextended('statuswire ledger ${schema}', 0))`;

/** Brings the tables to the latest version, one transaction per version. */
export async function migrate(database: Database, schema: string): Promise<void> {
  for (let version = await prepare(database, schema); version < latestVersion; ) {
    version = await step(database, schema);
  }
}

/** Makes the schema and the table of versions where they are missing; resolves the version of the tables. */
function prepare(database: Database, schema: string): Promise<number> {
  return database.transact(
    begin(schema),
    async (statements) => {
      await assertEncoding(statements);
      // Asked first: CREATE … IF NOT EXISTS would want the right to create even where there is nothing to.
      const [exists] = await statements.runOnce(
        `SELECT to_regnamespace('"${schema}"') IS NOT NULL, to_regclass('statuswire.migrations') IS NOT NULL`,
        [],
      );
      if (exists?.[0] !== true) await statements.runAll(`CREATE SCHEMA "${schema}"`);
      if (exists?.[1] !== true) {
        await statements.runAll(
          'CREATE TABLE statuswire.migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
        );
      }
      return versionOf(statements);
    },
    { patient: true },
  );
}

function step(database: Database, schema: string): Promise<number> {
  return database.transact(
    begin(schema),
    async (statements) => {
      const version = await versionOf(statements);
      const next = migrations.reduce<Migration | null>(
        (lowest, one) => (one.version > version && (lowest === null || one.version < lowest.version) ? one : lowest),
        null,
      );
      if (next === null) return version;
      await statements.runAll(next.sql);
      await statements.runOnce('INSERT INTO statuswire.migrations (version) VALUES ($1::integer)', [next.version]);
      return next.version;
    },
    { patient: true },
  );
}

const selectVersion = 'SELECT coalesce(max(version), 0) FROM statuswire.migrations';

async function versionOf(statements: Pick<Statements, 'run'>): Promise<number> {
  const [row] = await statements.run(selectVersion, []);
  const version = Number(row?.[0]);
  if (version > latestVersion) throw tooNew();
  return version;
}

async function assertEncoding(statements: Statements): Promise<void> {
  const [row] = await statements.runOnce(`SELECT current_setting('server_encoding')`, []);
  // SQL_ASCII keeps the bytes as they come, which are UTF-8.
  if (row?.[0] === 'UTF8' || row?.[0] === 'SQL_ASCII') return;
  throw new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    'The database cannot hold every text. Create it with ENCODING UTF8.',
  );
}

/** Refuses tables that are not of the version that the code needs, with `STATUSWIRE_NOT_MIGRATED`. */
export async function assertMigrated(database: Database): Promise<void> {
  if ((await versionOf(database)) < latestVersion) throw notMigrated();
}

function tooNew(): StatusWireError {
  return new StatusWireError(
    'STATUSWIRE_NOT_MIGRATED',
    'The tables of the ledger are of a newer version than this code knows. Update @statuswire/ledger.',
  );
}

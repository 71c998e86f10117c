import { argv, env, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { defaultDatabaseFile, isPostgresUrl } from '../database/location.ts';
import { backUp, type CopyResult, restore } from './sqlite-backup.ts';

const usage = `Backs up and restores the SQLite file of the reference app.

  npx -y pnpm@12 run backup -- --to FILE [--database FILE]
      while the service runs, or not
  npx -y pnpm@12 run restore -- --from FILE [--database FILE]
      while it does not; what was there stays beside it, as FILE.before-restore

  --database FILE   the service's own file; default DATABASE_FILE of the environment, then ${defaultDatabaseFile}

A PostgreSQL database is backed up with pg_dump. Exit codes: 0 done, 1 not done, 2 wrong flags.
`;

const exitCodes = { done: 0, notDone: 1, wrongFlags: 2 } as const;

function refuse(text: string): number {
  stderr.write(text);
  return exitCodes.wrongFlags;
}

function finish(result: CopyResult, done: string): number {
  if (!result.ok) {
    stderr.write(`${result.fault}\n`);
    return exitCodes.notDone;
  }
  const { messages, events, bytes } = result.contents;
  stdout.write(`${done}: ${messages} messages, ${events} events, ${bytes} bytes, checked.\n`);
  return exitCodes.done;
}

function run(): number {
  const [command, ...given] = argv.slice(2).filter((argument) => argument !== '--');
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: given, options: { to: text, from: text, database: text } });
  const database = values.database ?? (env.DATABASE_FILE || defaultDatabaseFile);
  // As the service reads them: either goes before a file.
  const named = (['DATABASE_URL', 'DATABASE_URL_FILE'] as const).find((name) => env[name]);
  if (values.database === undefined && named !== undefined) {
    return refuse(`${named} is set: a PostgreSQL database is backed up with pg_dump.\n`);
  }
  if (isPostgresUrl(database) || database === ':memory:') return refuse(usage);
  if (command === 'backup' && values.to !== undefined && values.from === undefined) {
    return finish(backUp(database, values.to), `Backed up to ${values.to}`);
  }
  if (command === 'restore' && values.from !== undefined && values.to === undefined) {
    return finish(restore(values.from, database), `Restored to ${database}`);
  }
  return refuse(usage);
}

try {
  process.exitCode = run();
} catch (error) {
  // Of flags that there are not.
  process.exitCode = refuse(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
}

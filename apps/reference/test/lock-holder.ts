import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';

// Another process that keeps the database for itself until it is told to let go: a backup that went wrong, say.
const [file = ''] = process.argv.slice(2);
const database = new DatabaseSync(file, { timeout: 5_000 });
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('held\n');
await once(process.stdin.resume(), 'end');
database.exec('ROLLBACK');
database.close();

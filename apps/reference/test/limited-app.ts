import { DatabaseSync } from 'node:sqlite';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { readConfiguration } from '../src/config.ts';
import { createPrettyLog } from '../src/log/pretty-log.ts';
import { startService } from '../src/service.ts';

// The app on a database that SQLite itself keeps from growing, as a full disk would; SIGUSR2 lets it grow again.
const result = readConfiguration(process.argv.slice(2), process.env);
if (result.kind !== 'run' || result.configuration.database.kind !== 'sqlite') throw new Error('Give it a file.');
const handle = new DatabaseSync(result.configuration.database.file, { timeout: 0 });
const database = {
  store: createSqliteStore({ database: handle }),
  place: 'SQLite, limited',
  close: async () => handle.close(),
};
await database.store.migrate();
const pages = Number(handle.prepare('PRAGMA page_count').get()?.page_count);
handle.exec(`PRAGMA max_page_count = ${pages + 40}`);
process.on('SIGUSR2', () => handle.exec(`PRAGMA max_page_count = ${pages + 10_000}`));
const service = await startService(result.configuration, { database, log: createPrettyLog(process.stdout) });
process.once('SIGTERM', () => void service.stop());

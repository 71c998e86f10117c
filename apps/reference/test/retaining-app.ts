import { readConfiguration } from '../src/config.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { createPrettyLog } from '../src/log/pretty-log.ts';
import { startService } from '../src/service.ts';

// The app, which looks for what is old at once and often.
const result = readConfiguration(process.argv.slice(2), process.env);
if (result.kind !== 'run') throw new Error(JSON.stringify(result));
const service = await startService(result.configuration, {
  database: await openDatabase(result.configuration.database),
  log: createPrettyLog(process.stdout),
  retentionPace: { firstAfterMs: 300, everyMs: 50, batch: 20, pauseMs: 5 },
});
process.once('SIGTERM', () => void service.stop());

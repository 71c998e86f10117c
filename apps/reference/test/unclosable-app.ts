import { createMemoryStore } from '@statuswire/ledger';
import { readConfiguration } from '../src/config.ts';
import { createPrettyLog } from '../src/log/pretty-log.ts';
import { startService } from '../src/service.ts';
import { stopOnSignals } from '../src/stop-on-signals.ts';

// The app over a store that fails as it is closed, and a connection that is then still there.
const result = readConfiguration(process.argv.slice(2), process.env);
if (result.kind !== 'run') throw new Error(JSON.stringify(result));
const { configuration } = result;
setInterval(() => {}, 1_000);
const store = createMemoryStore();
const fault = Object.assign(new Error('what-a-thrown-error-says'), { code: 'ECONNRESET' });
const database = {
  place: 'memory',
  store: { ...store, close: async () => await Promise.reject(fault) },
  async close() {
    process.stdout.write('The handle is closed.\n');
  },
};
stopOnSignals(await startService(configuration, { database, log: createPrettyLog(process.stdout) }), configuration);

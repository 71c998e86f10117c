import { argv, env, stderr, stdout } from 'node:process';
import { StatusWireError } from '@statuswire/contracts';
import { type Configuration, readConfiguration } from './config.ts';
import { openDatabase } from './database/open-database.ts';
import { openLog } from './log/open-log.ts';
import { startService } from './service.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { usage } from './usage.ts';
import { version } from './version.ts';

const exitCodes = { couldNotStart: 1, wrongConfiguration: 2 } as const;

async function run(configuration: Configuration): Promise<void> {
  try {
    const log = await openLog(configuration.log, stdout);
    const database = await openDatabase(configuration.database);
    stopOnSignals(await startService(configuration, { database, log }), configuration);
  } catch (error) {
    process.exitCode = exitCodes.couldNotStart;
    // Its text says what to do.
    if (error instanceof StatusWireError) return void stderr.write(`Cannot start: ${error.message}\n`);
    // Anything else is our own mistake, and its stack is wanted.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const aboutPort = 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
    const fix = aboutPort ? 'Give another port with --port N; 0 takes any that is free.' : 'Give another HOST.';
    stderr.write(`Cannot start: ${error.message}. ${fix}\n`);
  }
}

const result = readConfiguration(argv.slice(2), env);
switch (result.kind) {
  case 'help':
    stdout.write(usage);
    break;
  case 'version':
    stdout.write(`${version}\n`);
    break;
  case 'invalid':
    stderr.write(
      `Cannot start:\n\n${result.faults.map((fault) => `  - ${fault}\n`).join('')}\n` +
        'All settings: --help. To look around without any: --demo.\n',
    );
    process.exitCode = exitCodes.wrongConfiguration;
    break;
  case 'run':
    await run(result.configuration);
}

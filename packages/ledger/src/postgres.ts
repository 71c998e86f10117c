export type { PostgresConnection, PostgresPool, PostgresQuery } from './postgres/pool.ts';
export { createPostgresStore, type PostgresStoreOptions } from './postgres/postgres-store.ts';

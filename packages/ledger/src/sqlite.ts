import { assertSqliteRuntime } from './sqlite/runtime.ts';

export { createSqliteStore, type SqliteStoreOptions } from './sqlite/sqlite-store.ts';

// Only types of node:sqlite are imported here, so that this text is what an older Node says, and not "No such built-in module".
assertSqliteRuntime(process.versions.node);

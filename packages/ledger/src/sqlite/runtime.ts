import { StatusWireError } from '@statuswire/contracts';

/** Throws `STATUSWIRE_UNSUPPORTED_RUNTIME` on a Node that has no usable `node:sqlite`, 22.12 and older. */
export function assertSqliteRuntime(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return;
  throw new StatusWireError(
    'STATUSWIRE_UNSUPPORTED_RUNTIME',
    `@statuswire/ledger/sqlite needs Node 22.13 or later, for node:sqlite; this is Node ${version}. Update Node, or use @statuswire/ledger/postgres.`,
  );
}

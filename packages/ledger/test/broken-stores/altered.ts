import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import type { MemoryTables, MessageRecord } from '@statuswire/ledger/store';

/** A store that breaks one promise on purpose, over the same tables as a sound one. */
export interface BrokenStore {
  readonly name: string;
  make(tables: MemoryTables): LedgerStore;
  /** It needs no migration, it says, although it has tables. */
  readonly lazy?: true;
  /** Cases that must find it out; others may too. */
  readonly foundBy: readonly string[];
}

/** Long enough for others to come in between. */
export const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A sound store with some methods replaced. */
export function altered(
  alter: (sound: LedgerStore, tables: MemoryTables) => Partial<LedgerStore>,
): BrokenStore['make'] {
  return (tables) => {
    const sound = createMemoryStore({ tables });
    return { ...sound, ...alter(sound, tables) };
  };
}

/** Puts the rows of one set of tables in place of another's. */
export function copyInto(target: MemoryTables, source: MemoryTables): void {
  for (const [name, table] of Object.entries(source)) {
    const into = target[name as keyof MemoryTables];
    if (into instanceof Map && table instanceof Map) {
      into.clear();
      for (const [key, row] of table) (into as Map<unknown, unknown>).set(key, row);
    } else if (Array.isArray(into)) into.splice(0, into.length, ...(table as (string | null)[]));
    else Object.assign(into, table);
  }
}

/** Changes a message past its store. */
export function rewriteMessage(
  tables: MemoryTables,
  key: string,
  rewrite: (message: MessageRecord) => MessageRecord,
): void {
  const row = tables.messages.get(key);
  if (row === undefined) return;
  tables.messages.set(key, { ...row, record: JSON.stringify(rewrite(JSON.parse(row.record) as MessageRecord)) });
}

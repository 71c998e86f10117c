import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { createMemoryTables, type EventRecord, type MemoryTables, type MessageRecord } from '@statuswire/ledger/store';
import type { StoreReader, StoreSubject } from '@statuswire/ledger/testing';

export function memoryReader(tables: MemoryTables): StoreReader {
  return {
    events: async () =>
      tables.feed.flatMap((rowKey) => {
        const row = rowKey === null ? undefined : tables.events.get(rowKey);
        return row === undefined
          ? []
          : [{ cursor: String(row.sequence), record: JSON.parse(row.record) as EventRecord }];
      }),
    messages: async () => [...tables.messages.values()].map((row) => JSON.parse(row.record) as MessageRecord),
    figures: async () => [...tables.figures.values()],
    dailyFigures: async () => null,
  };
}

export function memorySubject(
  make: (tables: MemoryTables) => LedgerStore = (tables) => createMemoryStore({ tables }),
  runs = 25,
): StoreSubject {
  return {
    runs,
    openUnmigrated: null,
    open: async () => {
      const tables = createMemoryTables();
      return {
        store: make(tables),
        reader: memoryReader(tables),
        another: async () => make(tables),
        close: async () => {},
      };
    },
  };
}

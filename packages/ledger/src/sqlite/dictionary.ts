import type { Connection, Parameter, Row } from './connection.ts';

/** Combinations that rows name by a number, kept in memory: they are few, never change and are never deleted. */
export interface Dictionary<Item> {
  /** The id of a combination, made where it is new. Within a writing transaction. */
  idOf(item: Item): number;
  /** All combinations by their ids, which count up. Within a transaction. */
  all(): ReadonlyMap<number, Item>;
  /** To be called when a transaction ended: what it made is known for good, or never was. */
  settle(committed: boolean): void;
}

/** How combinations of one kind are kept. */
export interface DictionaryTable<Item> {
  readonly table: string;
  /** The names of the columns that `columnsOf` fills, without the id. */
  readonly columns: readonly string[];
  /** One string per combination. */
  keyOf(item: Item): string;
  columnsOf(item: Item): readonly Parameter[];
  itemOf(row: Row): Item;
}

// Past this many the cache of ids starts anew: hostile numbers must not fill the memory.
const mostCached = 50_000;

/** Makes a dictionary over its table. */
export function createDictionary<Item>(
  { statement }: Connection,
  { table, columns, keyOf, columnsOf, itemOf }: DictionaryTable<Item>,
): Dictionary<Item> {
  const ids = new Map<string, number>();
  const fresh = new Set<string>();
  const known = new Map<number, Item>();
  let lastKnown = 0;
  const find = `SELECT id FROM ${table} WHERE ${columns.map((name) => `${name} = ?`).join(' AND ')}`;
  const insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;

  return {
    idOf(item) {
      const key = keyOf(item);
      const cached = ids.get(key);
      if (cached !== undefined) return cached;
      const values = columnsOf(item);
      const row = statement(find).get(...values);
      const id = Number(row === undefined ? statement(insert).run(...values).lastInsertRowid : row.id);
      if (ids.size >= mostCached) ids.clear();
      ids.set(key, id);
      fresh.add(key);
      return id;
    },
    all() {
      for (const row of statement(`SELECT * FROM ${table} WHERE id > ? ORDER BY id`).all(lastKnown)) {
        lastKnown = Number(row.id);
        known.set(lastKnown, itemOf(row));
      }
      return known;
    },
    settle(committed) {
      if (!committed) for (const key of fresh) ids.delete(key);
      fresh.clear();
    },
  };
}

/** Where the record is kept. */
export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly file: string }
  /** SQLite in a fresh file, which goes when the service ends. */
  | { readonly kind: 'temporary' }
  | { readonly kind: 'postgres'; readonly url: string }
  /** In this process, and lost with it. */
  | { readonly kind: 'memory' };

/** Where the record is kept unless somebody says otherwise, from the working directory. */
export const defaultDatabaseFile = 'data/statuswire.sqlite';

/** The name that stands for a record in memory, as SQLite itself calls it. */
export const memoryName = ':memory:';

/** Whether a text is a PostgreSQL URL. */
export function isPostgresUrl(given: string): boolean {
  return /^postgres(?:ql)?:\/\/./i.test(given) && URL.canParse(given);
}

/** The location that a text names: a file, a PostgreSQL URL or `:memory:`. `null` where it is a URL of another kind. */
export function parseLocation(given: string): DatabaseLocation | null {
  if (given === memoryName) return { kind: 'memory' };
  if (isPostgresUrl(given)) return { kind: 'postgres', url: given };
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(given) ? null : { kind: 'sqlite', file: given };
}

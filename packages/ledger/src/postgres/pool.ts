/**
 * What the store needs of a pool of connections. A `Pool` of the package `pg` has it; any other that answers alike will do.
 */
export interface PostgresPool {
  /** Hands out a connection, once there is one. */
  connect(): Promise<PostgresConnection>;
  /** Tells of connections that were lost while nobody used them. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** One connection of a pool. */
export interface PostgresConnection {
  query(query: PostgresQuery): Promise<unknown>;
  /** Gives it back or, with `true`, closes it. */
  release(destroy?: boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}

/** A query as `pg` takes it. */
export interface PostgresQuery {
  /** Where it has one, the connection prepares the statement once. */
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
  readonly rowMode: 'array';
}

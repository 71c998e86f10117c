import { StatusWireError } from '@statuswire/contracts';
import { digestOf } from './digest.ts';
import { failureOf, leavesConnectionUsable } from './failures.ts';
import { QueryFailure, withConnection } from './lease.ts';
import type { PostgresConnection, PostgresPool, PostgresQuery } from './pool.ts';

/** A row as an array of its columns. Numbers of 64 bits come as strings, so read them with `Number`. */
export type Row = readonly unknown[];

/** Runs statements. In their text `statuswire.` stands for the store's schema. */
export interface Statements {
  /** Runs a statement of a constant text, which each connection prepares once. */
  run<Result extends Row>(text: string, values: readonly unknown[]): Promise<readonly Result[]>;
  /** Runs a statement whose text was composed for this call. */
  runOnce<Result extends Row>(text: string, values: readonly unknown[]): Promise<readonly Result[]>;
  /** Runs several statements without values in one round trip; resolves the rows of the last. */
  runAll<Result extends Row>(text: string): Promise<readonly Result[]>;
}

/** The store's database: a pool, its connections leased for one piece of work each. */
export interface Database {
  /** One statement, a transaction of its own. */
  readonly run: Statements['run'];
  /**
   * A transaction that `begin`, statements without values, opens: what they answer last is handed to the work. Commits when
   * the work resolves, else rolls back. Patient work may take as long as it takes.
   */
  transact<Begun extends Row, Result>(
    begin: string,
    work: (statements: Statements, begun: readonly Begun[]) => Promise<Result>,
    options?: { readonly patient: boolean },
  ): Promise<Result>;
  /** Refuses what comes from now on; resolves once what was begun is over. */
  close(): Promise<void>;
}

/** What a database is made of. */
export interface DatabaseOptions {
  readonly pool: PostgresPool;
  readonly schema: string;
  /** Longest that a piece of work may take. */
  readonly timeoutMs: number;
}

/** Makes the database of a store. */
export function createDatabase({ pool, schema, timeoutMs }: DatabaseOptions): Database {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  // pg ends the process when a connection is lost while nobody uses it and nobody listens. There is nothing to do: the
  // pool drops it, and opens another one when the next is needed.
  const ignore = () => {};
  pool.on('error', ignore);

  const prepared = new Map<string, { readonly name: string; readonly text: string }>();
  const inSchema = (text: string) => text.replaceAll('statuswire.', `"${schema}".`);
  const prepare = (text: string) => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = { name: `statuswire_${digestOf(`${schema} ${text}`)}`, text: inSchema(text) };
    prepared.set(text, statement);
    return statement;
  };

  const statementsOn = (connection: PostgresConnection): Statements => {
    const ask = async (query: PostgresQuery): Promise<unknown> => {
      try {
        return await connection.query(query);
      } catch (error) {
        throw new QueryFailure(error);
      }
    };
    const rows = <Result extends Row>(result: unknown) => (result as { readonly rows: readonly Result[] }).rows;
    return {
      run: async (text, values) => rows(await ask({ ...prepare(text), values: [...values], rowMode: 'array' })),
      runOnce: async (text, values) => rows(await ask({ text: inSchema(text), values: [...values], rowMode: 'array' })),
      runAll: async (text) => {
        const results = await ask({ text: inSchema(text), rowMode: 'array' });
        return rows(Array.isArray(results) ? results.at(-1) : results);
      },
    };
  };

  const work = <Result>(act: (statements: Statements) => Promise<Result>, limitMs: number | null): Promise<Result> => {
    if (closed) {
      return Promise.reject(
        new StatusWireError('STATUSWIRE_CLOSED', 'The store is closed. Make a new one on the same pool.'),
      );
    }
    const result = withConnection(pool, limitMs, (connection) => act(statementsOn(connection)), isUsableAfter).catch(
      (error: unknown) => {
        throw error instanceof QueryFailure ? failureOf(error.cause) : error;
      },
    );
    const forget = () => void underWay.delete(result);
    underWay.add(result);
    result.then(forget, forget);
    return result;
  };

  return {
    run: (text, values) => work((statements) => statements.run(text, values), timeoutMs),
    transact: <Begun extends Row, Result>(
      begin: string,
      act: (statements: Statements, begun: readonly Begun[]) => Promise<Result>,
      { patient } = { patient: false },
    ) =>
      work(
        async (statements) => {
          try {
            const begun = await statements.runAll<Begun>(`BEGIN ${begin}`);
            const result = await act(statements, begun);
            await statements.runAll('COMMIT');
            return result;
          } catch (error) {
            if (isUsableAfter(error)) await statements.runAll('ROLLBACK');
            throw error;
          }
        },
        patient ? null : timeoutMs,
      ),
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      pool.removeListener('error', ignore);
    },
  };
}

function isUsableAfter(error: unknown): boolean {
  return !(error instanceof QueryFailure) || leavesConnectionUsable(error.cause);
}

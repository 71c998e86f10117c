import type { Database, Row, Statements } from './database.ts';
import { notMigrated } from './failures.ts';

/** The one row of `head`, locked until the transaction ends. */
export interface Head {
  readonly lastPosition: number;
  readonly lastMessageId: number;
  readonly dictionaryVersion: number;
}

// READ COMMITTED, whatever the database's default is: each statement then sees what was committed before it began, so all
// that follow the lock see what its former holder wrote. A fixed snapshot would have been taken before the lock was had.
const begin = 'ISOLATION LEVEL READ COMMITTED READ WRITE';

// All of it holds for this transaction only:
// - synchronous_commit: where it is off, PostgreSQL says "committed" of what a crash can still undo.
// - idle_in_transaction_session_timeout: a process that is paused while it holds the lock must not hold up all others.
// - the rest keeps prepared statements on indexes. Planned while tables are small, they would read whole tables, and go on
//   to while the tables grow, until statistics are renewed.
const settings = (timeoutMs: number) => `
  SELECT set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true),
    set_config('idle_in_transaction_session_timeout', '${timeoutMs}', true),
    set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true),
    set_config('jit', 'off', true)`;

/** Transactions that write. */
export interface Writing {
  /** One that is durable once it resolves. */
  durably<Result>(work: (statements: Statements) => Promise<Result>): Promise<Result>;
  /** The same, while nobody else writes facts or figures. */
  alone<Result>(work: (statements: Statements, head: Head) => Promise<Result>): Promise<Result>;
}

/** Makes the transactions of a database that write. */
export function createWriting(database: Database, timeoutMs: number): Writing {
  const beginDurably = `${begin};${settings(timeoutMs)}`;
  const beginAlone = `${beginDurably};
  SELECT last_position, last_message_id, dictionary_version FROM statuswire.head FOR UPDATE`;
  return {
    durably: (work) => database.transact(beginDurably, work),
    alone: <Result>(work: (statements: Statements, head: Head) => Promise<Result>) =>
      database.transact<Row, Result>(beginAlone, async (statements, [head]) => {
        if (head === undefined) throw notMigrated();
        const [lastPosition = 0, lastMessageId = 0, dictionaryVersion = 0] = head.map(Number);
        return work(statements, { lastPosition, lastMessageId, dictionaryVersion });
      }),
  };
}

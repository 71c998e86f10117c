import process from 'node:process';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { createLedger } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import type { BenchOptions } from '../bench-options.ts';
import type { Progress } from '../progress.ts';
import { eventOf } from './lives.ts';
import { openHandle } from './open-store.ts';
import { createTraffic } from './traffic.ts';

/** What SQLite takes by itself for the statements with which a ledger records, without any of the ledger's own work. */
export interface FloorSample {
  readonly recordedPerSecond: number;
  /** Processor time of this process for one record, in microseconds. */
  readonly processorMicroseconds: number;
}

type Method = 'run' | 'get' | 'all';

/** Something that was asked of a handle; `method` is `null` for SQL that was executed without a statement. */
interface Call {
  readonly sql: string;
  readonly method: Method | null;
  readonly parameters: readonly SQLInputValue[];
}

const methods: readonly string[] = ['run', 'get', 'all'] satisfies Method[];
const seed = 4_711;
const callers = 256;
const recordsPerSecond = 10_000;

/** The handle, telling what is asked of it. */
function told(handle: DatabaseSync, calls: Call[]): DatabaseSync {
  const ofStatement = (sql: string) => {
    const statement = handle.prepare(sql);
    return new Proxy(statement, {
      get(_, name: keyof typeof statement) {
        const member = statement[name];
        if (typeof member !== 'function') return member;
        const call = member.bind(statement) as (...parameters: SQLInputValue[]) => unknown;
        if (!methods.includes(name)) return call;
        return (...parameters: SQLInputValue[]) => {
          calls.push({ sql, method: name as Method, parameters });
          return call(...parameters);
        };
      },
    });
  };
  return new Proxy(handle, {
    get(_, name: keyof DatabaseSync) {
      if (name === 'prepare') return ofStatement;
      const member = handle[name];
      if (typeof member !== 'function') return member;
      const call = member.bind(handle) as (...given: unknown[]) => unknown;
      if (name !== 'exec') return call;
      return (sql: string) => {
        calls.push({ sql, method: null, parameters: [] });
        return call(sql);
      };
    },
  });
}

/** Records as many events twice over, and returns what that asked of the handle, and where the second half began. */
async function recordOnce(records: number): Promise<{ readonly calls: readonly Call[]; readonly half: number }> {
  const { handle, close } = openHandle();
  const calls: Call[] = [];
  try {
    const store = createSqliteStore({ database: told(handle, calls) });
    await store.migrate();
    const ledger = createLedger({ store, deadlineMs: 600_000 });
    const traffic = createTraffic(seed, Date.now());
    traffic.prepare(2 * records);
    const recordAll = async (): Promise<void> => {
      let left = records;
      const caller = async (): Promise<void> => {
        for (; left > 0; ) {
          left -= 1;
          await ledger.record(eventOf(traffic.next()));
        }
      };
      await Promise.all(Array.from({ length: callers }, caller));
    };
    await recordAll();
    const half = calls.length;
    await recordAll();
    const end = calls.length;
    await ledger.close();
    return { calls: calls.slice(0, end), half };
  } finally {
    close();
  }
}

function replay(calls: readonly Call[], half: number, records: number): FloorSample {
  const { handle, close } = openHandle();
  try {
    const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
    const play = (some: readonly Call[]): void => {
      for (const { sql, method, parameters } of some) {
        if (method === null) {
          handle.exec(sql);
          continue;
        }
        const statement = statements.get(sql) ?? handle.prepare(sql);
        statements.set(sql, statement);
        statement[method](...parameters);
      }
    };
    play(calls.slice(0, half));
    const rest = calls.slice(half);
    const before = process.cpuUsage();
    const startedAt = performance.now();
    play(rest);
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(before);
    return { recordedPerSecond: records / seconds, processorMicroseconds: (user + system) / records };
  } finally {
    close();
  }
}

/** Measures the floor: what a ledger asked of SQLite, with 256 callers, asked again of a new file in each round. */
export async function measureStatementFloor(
  { rounds, seconds }: Pick<BenchOptions, 'rounds' | 'seconds'>,
  progress: Progress,
): Promise<readonly FloorSample[]> {
  const records = Math.ceil(seconds * recordsPerSecond);
  progress.show('sqlite: the statements alone, recording once');
  const { calls, half } = await recordOnce(records);
  return Array.from({ length: rounds }, (_, round) => {
    progress.show(`sqlite: the statements alone, round ${round + 1} of ${rounds}`);
    return replay(calls, half, records);
  });
}

import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { createLedger, type Ledger } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import type { BenchOptions } from '../bench-options.ts';
import type { Progress } from '../progress.ts';
import { rotated } from '../rounds.ts';
import { createMessageDatabase, endsAt, type MessageDatabase, removeDatabase } from './message-database.ts';
import { queries } from './queries.ts';

/** How long one asking took, in milliseconds. */
export interface QueryTime {
  readonly clock: number;
  /** Of the processor: what it takes on a machine where nobody else is at work. */
  readonly processor: number;
}

/** How long one query took: round by round, each asking. */
export interface QueryTimes {
  readonly rounds: readonly (readonly QueryTime[])[];
  /** The first asking of each round: of a store that has just been opened and remembers nothing. Not in `rounds`. */
  readonly first: readonly QueryTime[];
}

/** All queries on one database. */
export interface QueryCell {
  readonly messages: number;
  readonly filledInSeconds: number | null;
  readonly queries: Readonly<Record<string, QueryTimes>>;
}

interface OpenLedger {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

const askings = 41;

// Opened as the reference app opens its own.
function open({ file }: MessageDatabase): OpenLedger {
  const handle = new DatabaseSync(file);
  handle.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -65536');
  const ledger = createLedger({ store: createSqliteStore({ database: handle }), now: () => new Date(endsAt) });
  return {
    ledger,
    async close() {
      await ledger.close();
      handle.close();
    },
  };
}

/** Measures queries on a large database and on one with a tenth of the messages, in alternating rounds. */
export async function measureQueries(options: BenchOptions, progress: Progress): Promise<QueryCell[]> {
  const databases: MessageDatabase[] = [];
  const times = new Map<MessageDatabase, Map<string, QueryTime[][]>>();
  try {
    for (const messages of [options.messages, Math.round(options.messages / 10)]) {
      databases.push(await createMessageDatabase(messages, options.keep, progress));
    }
    for (const database of databases) {
      progress.show(`queries: warming up, ${database.messages} messages`);
      await measureRound(database, 0);
    }
    for (let round = 0; round < options.rounds; round += 1) {
      for (const database of rotated(databases, round)) {
        progress.show(`queries: round ${round + 1} of ${options.rounds}, ${database.messages} messages`);
        const ofDatabase = times.get(database) ?? new Map<string, QueryTime[][]>();
        times.set(database, ofDatabase);
        for (const [name, ofRound] of await measureRound(database, round)) {
          ofDatabase.set(name, [...(ofDatabase.get(name) ?? []), ofRound]);
        }
      }
    }
  } finally {
    if (!options.keep) for (const { file } of databases) removeDatabase(file);
    progress.clear();
  }
  return databases.map((database) => ({
    messages: database.messages,
    filledInSeconds: database.filledInSeconds,
    queries: Object.fromEntries([...(times.get(database) ?? [])].map(([name, rounds]) => [name, timesOf(rounds)])),
  }));
}

function timesOf(rounds: readonly (readonly QueryTime[])[]): QueryTimes {
  return { first: rounds.flatMap((ofRound) => ofRound.slice(0, 1)), rounds: rounds.map((ofRound) => ofRound.slice(1)) };
}

async function measureRound(database: MessageDatabase, round: number): Promise<ReadonlyMap<string, QueryTime[]>> {
  const times = new Map<string, QueryTime[]>();
  const { ledger, close } = open(database);
  try {
    for (const { name, ask, before } of queries) {
      const taken: QueryTime[] = [];
      for (let asking = 0; asking < askings; asking += 1) {
        const index = round * askings + asking;
        await before?.(ledger, index);
        const usageBefore = process.cpuUsage();
        const startedAt = performance.now();
        await ask(ledger, index);
        const clock = performance.now() - startedAt;
        const { user, system } = process.cpuUsage(usageBefore);
        taken.push({ clock, processor: (user + system) / 1_000 });
      }
      times.set(name, taken);
    }
  } finally {
    await close();
  }
  return times;
}

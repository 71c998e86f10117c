import process from 'node:process';
import type { StatusEvent } from '@statuswire/contracts';
import { createLedger, defaultCheckAt, type LedgerStore } from '@statuswire/ledger';
import type { BenchOptions } from '../bench-options.ts';
import type { Progress } from '../progress.ts';
import { rotated } from '../rounds.ts';
import type { DatabaseName } from './databases.ts';
import { eventOf } from './lives.ts';
import { createStoreOpener, type StoreOpener } from './open-store.ts';
import { createTraffic, type Traffic } from './traffic.ts';

/** The two ways to record: many callers share a commit, or each has a transaction to itself. */
export const writers = ['group commit', 'one transaction each'] as const;

/** A way to record. */
export type Writer = (typeof writers)[number];

/** One round of one writer. */
export interface WriteSample {
  readonly recordedPerSecond: number;
  /** Processor time of this process for one record, in microseconds; PostgreSQL's own is not in it. */
  readonly processorMicroseconds: number;
  /** How many shared a commit, on average. */
  readonly perCommit: number;
  /** How long a caller waited, in milliseconds. */
  readonly waited: { readonly p50: number; readonly p99: number };
}

/** All rounds with so many callers on one database. */
export interface ThroughputCell {
  readonly database: DatabaseName;
  readonly inFlight: number;
  readonly samples: Readonly<Record<Writer, readonly WriteSample[]>>;
}

interface Subject {
  readonly writer: Writer;
  readonly store: LedgerStore;
  readonly traffic: Traffic;
  record(event: StatusEvent): Promise<unknown>;
  commits(): number;
  /** Records that were acknowledged, of all rounds. */
  acknowledged: number;
  close(): Promise<void>;
}

const seed = 4_711;
/** Callbacks made ready for each second of a round; more are made when they run out. */
const preparedPerSecond = 25_000;

async function openSubject(opener: StoreOpener, writer: Writer): Promise<Subject> {
  const { store, close } = await opener.open();
  const traffic = createTraffic(seed, Date.now());
  if (writer === 'group commit') {
    const ledger = createLedger({ store, deadlineMs: 600_000 });
    return {
      writer,
      store,
      traffic,
      record: (event) => ledger.record(event),
      commits: () => ledger.pressure().commits,
      acknowledged: 0,
      close,
    };
  }
  let commits = 0;
  return {
    writer,
    store,
    traffic,
    async record(event) {
      await store.append([{ event, provenance: null }], { checkAt: defaultCheckAt });
      commits += 1;
    },
    commits: () => commits,
    acknowledged: 0,
    close,
  };
}

async function measureRound(subject: Subject, inFlight: number, seconds: number): Promise<WriteSample> {
  const { traffic } = subject;
  const events: StatusEvent[] = [];
  traffic.prepare(Math.ceil(seconds * preparedPerSecond));
  const prepared = Math.ceil(seconds * (subject.writer === 'group commit' ? preparedPerSecond : 5_000));
  for (let count = 0; count < prepared; count += 1) events.push(eventOf(traffic.next()));
  const waits: number[] = [];
  let next = 0;
  const commitsBefore = subject.commits();
  const usageBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const caller = async (): Promise<void> => {
    for (let now = performance.now(); now < endsAt; ) {
      const event = events[next] ?? eventOf(traffic.next());
      next += 1;
      await subject.record(event);
      const then = performance.now();
      waits.push(then - now);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(usageBefore);
  subject.acknowledged += waits.length;
  waits.sort((a, b) => a - b);
  return {
    recordedPerSecond: waits.length / elapsedSeconds,
    processorMicroseconds: (user + system) / waits.length,
    perCommit: waits.length / (subject.commits() - commitsBefore),
    waited: { p50: waits[Math.floor(waits.length * 0.5)] ?? 0, p99: waits[Math.floor(waits.length * 0.99)] ?? 0 },
  };
}

/** Makes sure that nobody is fast by losing what he acknowledged. */
async function assertRecorded(subject: Subject): Promise<void> {
  const { events, repeats } = await createLedger({ store: subject.store }).summary();
  if (events + repeats !== subject.acknowledged) {
    throw new Error(`${subject.writer}: ${subject.acknowledged} were acknowledged and ${events + repeats} recorded`);
  }
}

async function measureCell(
  cell: Pick<ThroughputCell, 'database' | 'inFlight'>,
  { rounds, seconds }: BenchOptions,
  opener: StoreOpener,
  progress: Progress,
): Promise<ThroughputCell> {
  const samples: Record<Writer, WriteSample[]> = { 'group commit': [], 'one transaction each': [] };
  const subjects: Subject[] = [];
  const where = `${cell.database}, ${cell.inFlight} in flight`;
  try {
    for (const writer of writers) subjects.push(await openSubject(opener, writer));
    for (const subject of subjects) {
      progress.show(`${where}: warming up ${subject.writer}`);
      await measureRound(subject, cell.inFlight, Math.min(seconds, 1.5));
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const subject of rotated(subjects, round)) {
        progress.show(`${where}: round ${round + 1} of ${rounds}, ${subject.writer}`);
        samples[subject.writer].push(await measureRound(subject, cell.inFlight, seconds));
      }
    }
    for (const subject of subjects) await assertRecorded(subject);
  } finally {
    for (const subject of subjects) await subject.close();
  }
  return { ...cell, samples };
}

/** Measures recording: each database and number of callers in turn, the writers in alternating rounds. */
export async function measureThroughput(options: BenchOptions, progress: Progress): Promise<ThroughputCell[]> {
  const cells: ThroughputCell[] = [];
  for (const database of options.databases) {
    progress.show(`${database}: starting`);
    const opener = await createStoreOpener(database);
    try {
      for (const inFlight of options.inFlight) {
        cells.push(await measureCell({ database, inFlight }, options, opener, progress));
      }
    } finally {
      await opener.close();
    }
  }
  progress.clear();
  return cells;
}

import { setTimeout } from 'node:timers/promises';
import type { LedgerStore, PruneRequest } from '@statuswire/ledger/store';
import { errorText } from '../log/callback-row.ts';
import type { ServiceLog } from '../log/service-log.ts';

/** What goes by its age, in the order in which it is looked for: with a message its texts go, too. */
export const retained = ['messages', 'texts', 'quarantined'] as const;

/** A kind of thing that goes by its age. */
export type Retained = (typeof retained)[number];

/** For how many days each kind is kept; `null` for ever. Age is that of the last sight. */
export type RetentionDays = Readonly<Record<Retained, number | null>>;

/** How much went. */
export interface Deleted {
  /** Messages with all their events and figures. */
  readonly messages: number;
  /** Events of those messages. */
  readonly events: number;
  /** Messages that stay without their texts and raw payloads. */
  readonly texts: number;
  /** Resolved deliveries of the quarantine. */
  readonly quarantined: number;
}

/** When retention is at work, and how much it takes on at a time. */
export interface RetentionPace {
  /** From the start to the first round, in milliseconds. */
  readonly firstAfterMs: number;
  /** From the end of a round to the next, in milliseconds. */
  readonly everyMs: number;
  /** Most messages, or deliveries, of one transaction. */
  readonly batch: number;
  /** Shortest pause between two transactions, in milliseconds. */
  readonly pauseMs: number;
}

/**
 * A minute after the start, for whoever sees in the table of settings that it is not what was meant; then every hour. A
 * transaction of so few messages takes some milliseconds, and what came meanwhile is recorded before the next one.
 */
export const usualPace: RetentionPace = { firstAfterMs: 60_000, everyMs: 3_600_000, batch: 50, pauseMs: 20 };

/** What is told of it. */
export interface RetentionObserver {
  /** So much went, in one transaction. */
  deleted(amounts: Deleted): void;
  /** A round came to its end, or to none. */
  retentionRound(result: 'completed' | 'failed'): void;
}

/** Deletes by age, on schedule. */
export interface Retention {
  /** Begins the schedule. Does nothing where all is kept for ever. */
  start(): void;
  /** Ends the schedule, and a round that is under way after its present transaction. */
  stop(): Promise<void>;
}

/** The longer one transaction has taken, the longer others are let through. */
const pausePerStep = 2;

const dayMs = 86_400_000;

const instants = {
  messages: 'messagesBefore',
  texts: 'textsBefore',
  quarantined: 'quarantineBefore',
} as const satisfies Readonly<Record<Retained, keyof PruneRequest>>;

const nothing: Deleted = { messages: 0, events: 0, texts: 0, quarantined: 0 };

function sum(one: Deleted, other: Deleted): Deleted {
  return {
    messages: one.messages + other.messages,
    events: one.events + other.events,
    texts: one.texts + other.texts,
    quarantined: one.quarantined + other.quarantined,
  };
}

/**
 * Makes the retention of a store. Any number of processes may have one on the same database: what one has deleted, the others
 * do not find. Asks the store itself, step by step, so that it can wait between two of them and stop after any.
 */
export function createRetention({
  store,
  days,
  pace = usualPace,
  log,
  observer,
  now,
}: {
  readonly store: Pick<LedgerStore, 'prune'>;
  readonly days: RetentionDays;
  /** @default `usualPace` */
  readonly pace?: RetentionPace;
  readonly log: Pick<ServiceLog, 'notice' | 'problem'>;
  readonly observer: RetentionObserver;
  readonly now: () => Date;
}): Retention {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function pause(ms: number): Promise<void> {
    // Rejects with nothing but that it was cut short.
    await setTimeout(ms, undefined, { signal, ref: false }).catch(() => {});
  }

  /** Each kind by itself: what comes at the end of one is then done once in a round. */
  async function deleteOld(kind: Retained, at: number, tell: (amounts: Deleted) => void): Promise<void> {
    const age = days[kind];
    if (age === null) return;
    const keepAll = { messagesBefore: null, textsBefore: null, quarantineBefore: null, limit: pace.batch };
    const request = { ...keepAll, [instants[kind]]: new Date(at - age * dayMs).toISOString() };
    for (let done = false; !done && !signal.aborted; ) {
      const startedAt = performance.now();
      const { done: last, ...amounts } = await store.prune(request);
      tell(amounts);
      done = last;
      if (!done) await pause(Math.max(pace.pauseMs, pausePerStep * (performance.now() - startedAt)));
    }
  }

  async function round(): Promise<void> {
    // One for the whole round, so that all kinds are of the same age.
    const at = now().getTime();
    let deleted = nothing;
    const tell = (amounts: Deleted): void => {
      deleted = sum(deleted, amounts);
      observer.deleted(amounts);
    };
    let failure: { readonly error: unknown } | null = null;
    for (const kind of retained) {
      try {
        await deleteOld(kind, at, tell);
      } catch (error) {
        // What keeps one kind from being deleted need not keep the others.
        failure ??= { error };
      }
    }
    if (failure !== null) {
      observer.retentionRound('failed');
      log.problem(`What is old was not all deleted, and is looked for again later: ${errorText(failure.error)}`);
    } else if (!signal.aborted) observer.retentionRound('completed');
    const { messages, events, texts, quarantined } = deleted;
    // Most rounds of a quiet service find nothing; that they take place, the metrics tell.
    if (messages + texts + quarantined === 0) return;
    log.notice(
      `Deleted by age: whole messages ${messages} (events ${events}), texts of messages ${texts}, resolved deliveries of the quarantine ${quarantined}.`,
      { ...deleted },
    );
  }

  async function run(): Promise<void> {
    await pause(pace.firstAfterMs);
    while (!signal.aborted) {
      await round();
      await pause(pace.everyMs);
    }
  }

  let running = Promise.resolve();
  return {
    start() {
      if (retained.some((kind) => days[kind] !== null)) running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

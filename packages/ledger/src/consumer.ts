import { randomUUID } from 'node:crypto';
import { assertInteger, assertKnownOptions, StatusWireError } from '@statuswire/contracts';
import { attemptEvent, type ConsumerHandler, delay } from './consumer-attempts.ts';
import { createConsumerLease } from './consumer-lease.ts';
import type { LedgerStore } from './ledger-store.ts';
import { tellListener } from './listeners.ts';
import { messageKey } from './message-identity.ts';
import { assertOneOf } from './one-of.ts';
import type { RecordedEvent, SetAsideNote } from './store-requests.ts';

/** Options of `consume`. */
export interface ConsumeOptions {
  /** Where a consumer begins that has no position yet. @default 'beginning' */
  readonly start?: 'beginning' | 'end';
  /** Attempts before an event is set aside. @default 5 */
  readonly maxAttempts?: number;
  /** Wait after the first failed attempt, in milliseconds; doubles with each further one. @default 1,000 */
  readonly backoffMs?: number;
  /** Longest such wait, in milliseconds. @default 60,000 */
  readonly maxBackoffMs?: number;
  /** Longest that one attempt may take, in milliseconds; past it, it has failed and its signal aborts. @default 60,000 */
  readonly attemptTimeoutMs?: number;
  /** Most events read at once; the position moves when all of them are done. @default 100 */
  readonly window?: number;
  /** Most messages handled at once; the events of one message never are. @default 1 */
  readonly concurrency?: number;
  /** How long a process that died keeps others waiting, in milliseconds. @default 30,000 */
  readonly leaseMs?: number;
  /** How often to look for what other processes recorded, in milliseconds. @default 1,000 */
  readonly pollMs?: number;
  /**
   * Told of what goes wrong around the handler: the store was unavailable, say. The consumer goes on by itself. What it throws is
   * ignored.
   */
  readonly onError?: (error: unknown) => void;
}

const knownOptions = [
  'start',
  'maxAttempts',
  'backoffMs',
  'maxBackoffMs',
  'attemptTimeoutMs',
  'window',
  'concurrency',
  'leaseMs',
  'pollMs',
  'onError',
] as const satisfies readonly (keyof ConsumeOptions)[];

/** A running consumer. */
export interface Consumer {
  /** Aborts what is under way, waits for it, and gives the lease back. What was not finished is handed out again. */
  stop(): Promise<void>;
}

interface ConsumerParts {
  readonly store: LedgerStore;
  readonly now: () => Date;
  readonly onRecorded: (listener: () => void) => () => void;
  readonly name: string;
  readonly handler: ConsumerHandler;
  readonly options: ConsumeOptions;
}

/**
 * Starts a consumer: one process at a time holds the lease on its position, reads a window of the feed, hands it out in
 * order per message, then moves the position. Source: docs/ledger.md, "Consumers".
 */
export function createConsumer({ store, now, onRecorded, name, handler, options }: ConsumerParts): Consumer {
  const settings = checkedSettings(name, options);
  const { concurrency, pollMs, start, leaseMs } = settings;
  const onError = (error: unknown) => tellListener(() => settings.onError(error));
  const lease = createConsumerLease({ store, now, name, owner: randomUUID(), start, leaseMs, onError });
  const stopping = new AbortController();
  let wake: () => void = () => {};
  const unsubscribe = onRecorded(() => wake());

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Before the store is asked: what is recorded while it answers must not be slept through.
      const recorded = new Promise<void>((resolve) => {
        wake = resolve;
      });
      let moved = false;
      try {
        moved = await handleWindow();
      } catch (error) {
        lease.forget();
        onError(error);
      }
      if (!moved) await Promise.race([recorded, delay(pollMs, stopping.signal)]);
    }
  }

  /** Resolves whether the position moved, and there may be more to do at once. */
  async function handleWindow(): Promise<boolean> {
    const from = await lease.position();
    if (from === null) return false;
    const { events, cursor } = await store.feed({ after: from.cursor, limit: settings.window });
    if (events.length === 0) return false;
    const kept = lease.keep();
    const handed = await handOut(events, AbortSignal.any([stopping.signal, kept.lost]), kept.ranOut);
    await kept.end();
    // Stopped half-way, it is known how far everything is done; without the lease somebody else knows better.
    const open = events.findIndex((event) => !handed.done.has(event.cursor));
    const finished = open === -1 ? events : events.slice(0, open);
    const last = finished.at(-1);
    if (kept.lost.aborted || last === undefined) {
      lease.forget();
      return false;
    }
    const cursors = new Set(finished.map((event) => event.cursor));
    const notes = handed.notes.filter((note) => cursors.has(note.cursor));
    return lease.advance(open === -1 ? cursor : last.cursor, notes);
  }

  async function handOut(
    events: readonly RecordedEvent[],
    signal: AbortSignal,
    ranOut: () => boolean,
  ): Promise<{ readonly done: ReadonlySet<string>; readonly notes: readonly SetAsideNote[] }> {
    const waiting = lanesOf(events);
    const done = new Set<string>();
    const notes: SetAsideNote[] = [];
    const work = async () => {
      for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
        for (const event of lane) {
          if (signal.aborted || ranOut()) return;
          const outcome = await attemptEvent(handler, event, { ...settings, now }, signal);
          if (outcome.kind === 'given_up') return;
          if (outcome.kind === 'set_aside') notes.push(outcome.note);
          done.add(event.cursor);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return { done, notes };
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      unsubscribe();
      await running;
      // The lease runs out by itself where it cannot be given back.
      await lease.giveBack().catch(onError);
    },
  };
}

/** The events of each message by themselves, in order. */
function lanesOf(events: readonly RecordedEvent[]): RecordedEvent[][] {
  const lanes = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const key = messageKey(event);
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [event]);
    else lane.push(event);
  }
  return [...lanes.values()];
}

function checkedSettings(name: string, options: ConsumeOptions): Required<ConsumeOptions> {
  assertKnownOptions('consume', options, knownOptions);
  if (!/^[!-~]{1,255}$/.test(name)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'The name of a consumer must be 1 to 255 printable ASCII characters, without spaces.',
    );
  }
  const { start = 'beginning', maxAttempts = 5, backoffMs = 1_000, maxBackoffMs = 60_000 } = options;
  const { attemptTimeoutMs = 60_000, window = 100, concurrency = 1, leaseMs = 30_000, pollMs = 1_000 } = options;
  const { onError = () => {} } = options;
  assertOneOf('start', start, ['beginning', 'end']);
  assertInteger('maxAttempts', maxAttempts, 1, 1_000);
  assertInteger('backoffMs', backoffMs, 1, 86_400_000);
  assertInteger('maxBackoffMs', maxBackoffMs, 1, 86_400_000);
  assertInteger('attemptTimeoutMs', attemptTimeoutMs, 1, 86_400_000);
  assertInteger('window', window, 1, 10_000);
  assertInteger('concurrency', concurrency, 1, 1_000);
  assertInteger('leaseMs', leaseMs, 10, 86_400_000);
  assertInteger('pollMs', pollMs, 1, 86_400_000);
  return {
    start,
    maxAttempts,
    backoffMs,
    maxBackoffMs,
    attemptTimeoutMs,
    window,
    concurrency,
    leaseMs,
    pollMs,
    onError,
  };
}

import { randomUUID } from 'node:crypto';
import { StatusWireError } from '@statuswire/contracts';
import { messageKey } from './message-identity.ts';
import { assertInteger, assertKnownOptions } from './options.ts';
import type { ConsumerPosition, LedgerStore, RecordedEvent, SetAsideNote } from './store.ts';

/** Handles one fact. What it throws is taken as a failed attempt. Called at least once per fact, so make it idempotent. */
export type ConsumerHandler = (event: RecordedEvent, context: ConsumerContext) => unknown;

/** What a handler is told beyond the event. */
export interface ConsumerContext {
  /** 1 for the first attempt of this process. */
  readonly attempt: number;
  /** Aborts when the consumer stops or has lost its lease: what the handler still does may be done by another, too. */
  readonly signal: AbortSignal;
}

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
  /** Most events read at once; the position moves when all of them are done. @default 100 */
  readonly window?: number;
  /** Most messages handled at once; the events of one message never are. @default 1 */
  readonly concurrency?: number;
  /** How long a process that died keeps others waiting, in milliseconds. @default 30,000 */
  readonly leaseMs?: number;
  /** How often to look for what other processes recorded, in milliseconds. @default 1,000 */
  readonly pollMs?: number;
  /** Told of what goes wrong around the handler: the store was unavailable, say. The consumer goes on by itself. */
  readonly onError?: (error: unknown) => void;
}

const knownOptions = [
  'start',
  'maxAttempts',
  'backoffMs',
  'maxBackoffMs',
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
export function createConsumer(parts: ConsumerParts): Consumer {
  const { store, now, name, options } = parts;
  assertKnownOptions('consume', options, knownOptions);
  if (!/^[!-~]{1,255}$/.test(name)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'The name of a consumer must be 1 to 255 ASCII characters.',
    );
  }
  const settings = { ...defaults, ...options };
  assertInteger('maxAttempts', settings.maxAttempts, 1, 1_000);
  assertInteger('backoffMs', settings.backoffMs, 1, 86_400_000);
  assertInteger('window', settings.window, 1, 10_000);
  assertInteger('concurrency', settings.concurrency, 1, 1_000);
  assertInteger('leaseMs', settings.leaseMs, 10, 86_400_000);
  assertInteger('pollMs', settings.pollMs, 1, 86_400_000);

  const owner = randomUUID();
  const stopping = new AbortController();
  let wake: () => void = () => {};
  const unsubscribe = parts.onRecorded(() => wake());

  let held: { cursor: string | null; renewAt: number } | null = null;

  async function takeLease(): Promise<ConsumerPosition | null> {
    const at = now();
    const position = await store.leaseConsumer({
      name,
      owner,
      now: at.toISOString(),
      leaseUntil: new Date(at.getTime() + settings.leaseMs).toISOString(),
      start: settings.start,
    });
    held = position === null ? null : { cursor: position.cursor, renewAt: at.getTime() + settings.leaseMs / 3 };
    return position;
  }

  // While the lease is fresh nobody else can have moved the position: an idle consumer need not write every time it looks.
  function position(): ConsumerPosition | null | Promise<ConsumerPosition | null> {
    return held !== null && now().getTime() < held.renewAt ? held : takeLease();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Before the store is asked: what is recorded while it answers must not be slept through.
      const recorded = new Promise<void>((resolve) => {
        wake = resolve;
      });
      let handled = false;
      try {
        handled = await handleWindow();
      } catch (error) {
        settings.onError(error);
      }
      if (!handled) await Promise.race([recorded, delay(settings.pollMs, stopping.signal)]);
    }
  }

  async function handleWindow(): Promise<boolean> {
    const from = await position();
    if (from === null) return false;
    const { events, cursor } = await store.feed({ after: from.cursor, limit: settings.window });
    if (events.length === 0) return false;
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    const renewal = setInterval(
      () => {
        takeLease().then(
          (renewed) => {
            if (renewed === null) lost.abort();
          },
          (error: unknown) => settings.onError(error),
        );
      },
      Math.max(1, settings.leaseMs / 3),
    );
    try {
      const setAside = await handOut(events, signal);
      if (signal.aborted) {
        held = null;
        return false;
      }
      const advanced = await store.advanceConsumer({ name, owner, cursor, setAside });
      held = advanced && held !== null ? { ...held, cursor } : null;
      return advanced;
    } finally {
      clearInterval(renewal);
    }
  }

  async function handOut(events: readonly RecordedEvent[], signal: AbortSignal): Promise<readonly SetAsideNote[]> {
    const lanes = new Map<string, RecordedEvent[]>();
    for (const event of events) {
      const key = messageKey(event);
      const lane = lanes.get(key);
      if (lane === undefined) lanes.set(key, [event]);
      else lane.push(event);
    }
    const waiting = [...lanes.values()];
    const notes: SetAsideNote[] = [];
    const work = async () => {
      for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
        for (const event of lane) {
          if (signal.aborted) return;
          const note = await attempt(event, signal);
          if (note !== null) notes.push(note);
        }
      }
    };
    await Promise.all(Array.from({ length: settings.concurrency }, work));
    return notes;
  }

  async function attempt(event: RecordedEvent, signal: AbortSignal): Promise<SetAsideNote | null> {
    for (let count = 1; ; count += 1) {
      try {
        await parts.handler(event, { attempt: count, signal });
        return null;
      } catch (error) {
        if (signal.aborted) return null;
        if (count >= settings.maxAttempts) {
          return { cursor: event.cursor, reason: reasonOf(error), attempts: count, at: now().toISOString() };
        }
        await delay(Math.min(settings.backoffMs * 2 ** (count - 1), settings.maxBackoffMs), signal);
        if (signal.aborted) return null;
      }
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      unsubscribe();
      await running;
      // The lease runs out by itself where it cannot be given back.
      await store.releaseConsumer(name, owner).catch((error: unknown) => settings.onError(error));
    },
  };
}

const defaults = {
  start: 'beginning',
  maxAttempts: 5,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  window: 100,
  concurrency: 1,
  leaseMs: 30_000,
  pollMs: 1_000,
  onError: (_error: unknown) => {},
} as const;

function reasonOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1_000);
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

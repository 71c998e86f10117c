import { StatusWireError } from '@statuswire/contracts';
import type { Ledger } from '@statuswire/ledger';
import type { CallbackOutcome } from '@statuswire/receiver';
import type { Reconciler } from '@statuswire/reconciler';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AccessRefusal } from '../access/access.ts';
import type { CallbackObserver } from '../front/front.ts';
import type { Framework } from '../host.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Places } from '../places.ts';
import type { RetentionObserver } from '../retention/retention.ts';

// Labels are words of small, fixed sets, never anything from a request: no number, text or id can get into one.

/** What is measured, for Prometheus. */
export interface Metrics extends CallbackObserver, RetentionObserver {
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** What became of a callback. */
  outcome(outcome: CallbackOutcome, framework: Framework): void;
  /** A callback told what was known already. */
  repeated(dialect: 'compatibility' | 'platform', framework: Framework): void;
  /** So many events were committed at once, or could not be, in so many seconds. */
  commit(events: number, seconds: number, result: 'committed' | 'failed'): void;
  accessRefused(reason: AccessRefusal): void;
  /** From where the figures come that are read when somebody asks. */
  watch(parts: {
    readonly ledger: Ledger;
    readonly live: Pick<LiveFeed, 'clientCount' | 'droppedCount'>;
    readonly streams: Pick<Places, 'refusedCount'>;
    readonly exports: Pick<Places, 'takenCount' | 'refusedCount'>;
    readonly reconciler: Reconciler | null;
  }): void;
}

/** Why a callback could not be recorded: a code of ours, or that it was something else. */
function failureOf(error: unknown): string {
  if (!(error instanceof StatusWireError)) return 'error';
  return error.code.replace(/^STATUSWIRE_/, '').toLowerCase();
}

function reasonOf(outcome: CallbackOutcome): string {
  switch (outcome.kind) {
    case 'accepted':
      return 'none';
    case 'unprocessable':
      return outcome.problem.code;
    case 'rejected':
      return outcome.reason;
    case 'failed':
      return failureOf(outcome.error);
  }
}

/** What a sender was told, in a word. */
function answerOf(status: number, finished: boolean): string {
  if (!finished) return 'none';
  if (status < 300) return 'acknowledged';
  return status < 500 ? 'refused' : 'try_again';
}

// SignalWire waits for 5 s.
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 5];
const batchBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/** No message was first seen in it, so that figures of it cost next to nothing. */
const noTime = { since: '1970-01-01T00:00:00.000Z', until: '1970-01-01T01:00:00.000Z' } as const;

/** Makes the metrics. `processDefaults`: those of the process, too, which of all registries of a process one should have. */
export function createMetrics({ processDefaults }: { readonly processDefaults: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (processDefaults) collectDefaultMetrics({ register: registry });

  const callbacks = new Counter({
    name: 'statuswire_callbacks_total',
    help: 'Callbacks by what became of them: accepted, unprocessable (kept in quarantine), rejected or failed, and why.',
    labelNames: ['outcome', 'reason', 'dialect', 'framework'] as const,
    registers,
  });
  const repeats = new Counter({
    name: 'statuswire_callbacks_repeated_total',
    help: 'Accepted callbacks that told what was known already.',
    labelNames: ['dialect', 'framework'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'statuswire_callback_duration_seconds',
    help: 'From the head of a callback to the end of its answer.',
    labelNames: ['answer', 'framework'] as const,
    buckets: durationBuckets,
    registers,
  });
  const batches = new Histogram({
    name: 'statuswire_ledger_commit_events',
    help: 'Events of one commit.',
    labelNames: ['result'] as const,
    buckets: batchBuckets,
    registers,
  });
  const commits = new Histogram({
    name: 'statuswire_ledger_commit_duration_seconds',
    help: 'How long a commit took.',
    labelNames: ['result'] as const,
    buckets: durationBuckets,
    registers,
  });
  const refusals = new Counter({
    name: 'statuswire_access_refused_total',
    help: 'Requests for the API, the pages or these metrics that were not let in, and why.',
    labelNames: ['reason'] as const,
    registers,
  });

  const deletions = new Counter({
    name: 'statuswire_retention_deleted_total',
    help: 'What went by its age: whole messages, events of those, texts of messages that stay, resolved deliveries of the quarantine.',
    labelNames: ['what'] as const,
    registers,
  });
  const rounds = new Counter({
    name: 'statuswire_retention_rounds_total',
    help: 'Rounds of looking for what is old, by whether they came to their end.',
    labelNames: ['result'] as const,
    registers,
  });

  function watched(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  function counted(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    outcome(outcome, framework) {
      const dialect = outcome.kind === 'accepted' ? outcome.event.dialect : 'unknown';
      callbacks.inc({ outcome: outcome.kind, reason: reasonOf(outcome), dialect, framework });
    },
    repeated: (dialect, framework) => repeats.inc({ dialect, framework }),
    commit(events, seconds, result) {
      batches.observe({ result }, events);
      commits.observe({ result }, seconds);
    },
    deleted({ messages, events, texts, quarantined }) {
      deletions.inc({ what: 'messages' }, messages);
      deletions.inc({ what: 'events' }, events);
      deletions.inc({ what: 'texts' }, texts);
      deletions.inc({ what: 'quarantined' }, quarantined);
    },
    retentionRound: (result) => rounds.inc({ result }),
    accessRefused: (reason) => refusals.inc({ reason }),
    received(_request, response, framework, handle) {
      const startedAt = performance.now();
      response.once('close', () => {
        const answer = answerOf(response.statusCode, response.writableFinished);
        durations.observe({ answer, framework }, (performance.now() - startedAt) / 1_000);
      });
      handle();
    },
    watch({ ledger, live, streams, exports, reconciler }) {
      watched(
        'statuswire_ledger_queued_events',
        'Events that wait for a commit, or are being written.',
        () => ledger.pressure().queued,
      );
      watched(
        'statuswire_ledger_queued_characters',
        'How long those are as JSON.',
        () => ledger.pressure().queuedCharacters,
      );
      new Gauge({
        name: 'statuswire_quarantine_held',
        help: 'Deliveries that were signed but could not be read, and wait for somebody to look. Missing where the database is away.',
        registers,
        async collect() {
          this.reset();
          try {
            this.set((await ledger.summary({ filter: noTime })).quarantined);
          } catch {
            // All the other figures are wanted just then.
            this.remove();
          }
        },
      });
      watched('statuswire_feed_clients', 'Readers of the event stream.', live.clientCount);
      counted(
        'statuswire_feed_clients_dropped_total',
        'Readers that were cut off, as they read too slowly.',
        live.droppedCount,
      );
      counted(
        'statuswire_feed_clients_refused_total',
        'Readers that came while as many streams were open as may be.',
        streams.refusedCount,
      );
      watched('statuswire_exports', 'Exports under way.', exports.takenCount);
      counted(
        'statuswire_exports_refused_total',
        'Exports that were asked for while as many were under way as may be.',
        exports.refusedCount,
      );
      if (reconciler === null) return;
      const counts = (name: 'checked' | 'healed' | 'gone' | 'failed') => () => reconciler.counts()[name];
      counted(
        'statuswire_reconciler_checked_total',
        'Messages that SignalWire was asked about, and answered.',
        counts('checked'),
      );
      counted(
        'statuswire_reconciler_healed_total',
        'Messages that moved to a status which only REST told.',
        counts('healed'),
      );
      counted('statuswire_reconciler_gone_total', 'Messages that SignalWire does not know.', counts('gone'));
      counted(
        'statuswire_reconciler_failed_total',
        'Checks and pages that failed; they are tried again.',
        counts('failed'),
      );
      watched(
        'statuswire_reconciler_lag_seconds',
        'How overdue the most overdue message was, in the last round that took any.',
        () => reconciler.counts().lagMs / 1_000,
      );
      watched('statuswire_reconciler_paused', 'Whether somebody paused it: 1, else 0.', () =>
        reconciler.status().paused ? 1 : 0,
      );
    },
  };
}

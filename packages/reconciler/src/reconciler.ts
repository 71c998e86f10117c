import type { MessageIdentity } from '@statuswire/ledger';
import { countCheck, createCounts } from './counts.ts';
import { sweepDue } from './due-sweep.ts';
import { createListSweep } from './list-sweep.ts';
import { checkMessage } from './message-check.ts';
import { gateClients } from './project-clients.ts';
import type { CheckOutcome, ReconcilerCounts, ReconcilerEvent } from './reconciler-events.ts';
import { type ReconcilerOptions, reconcilerSettings } from './reconciler-options.ts';
import { waited } from './waiting.ts';

/** Whether a reconciler works, and whether it gets through. */
export interface ReconcilerStatus {
  readonly running: boolean;
  readonly paused: boolean;
  /** Per project: until when nothing is asked, and before when created messages of the list have been looked at. */
  readonly projects: readonly {
    readonly projectId: string;
    readonly closedUntil: Date | null;
    readonly watermark: Date | null;
  }[];
}

/** Asks SignalWire about what its callbacks did not tell, and records the answers. Source: docs/reconciliation.md. */
export interface Reconciler {
  /** Begins to work through rounds, until `stop`. */
  start(): void;
  /** Ends, once what is under way (`check` too) has been given up and leases given back. It can be started again. */
  stop(): Promise<void>;
  /**
   * One round: the list sweep where it is due, then what is due for a check, both up to their bounds. `more`: there may be more
   * to do at once. While paused it does nothing. Rejects where the ledger does.
   */
  runOnce(): Promise<{ readonly more: boolean }>;
  /**
   * Asks about one message now, whatever its schedule, which stays as it is; also one that is not known yet. Rejects where the
   * ledger does.
   */
  check(identity: MessageIdentity): Promise<CheckOutcome>;
  /** Stops asking by itself until `resume`; `check` still works. */
  pause(): void;
  resume(): void;
  /** What this process has done since it was made. */
  counts(): ReconcilerCounts;
  status(): ReconcilerStatus;
}

// Enough for answers to share commits, and few enough that one process does not lease what another could be asking for.
const batch = 50;

/** Makes a reconciler. Throws `STATUSWIRE_INVALID_OPTIONS` for options that are wrong. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const settings = reconcilerSettings(options);
  const { ledger, now } = settings;
  const counts = createCounts();
  const emit = (event: ReconcilerEvent) => {
    try {
      settings.onEvent(event);
    } catch {
      // Whoever looks on cannot change what happens.
    }
  };
  const clients = gateClients(settings.client, now, emit);
  const { list } = settings;
  const lists = new Map(
    list === false
      ? []
      : [...clients].map(([projectId, gated]) => [
          projectId,
          createListSweep({
            ...list,
            ledger,
            gated,
            counts,
            emit,
            now,
            owner: settings.owner,
            leaseMs: settings.leaseMs,
          }),
        ]),
  );

  let paused = settings.paused;
  let round: Promise<{ readonly more: boolean }> | null = null;
  let loop: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  let roundStop = new AbortController();
  let checksStop = new AbortController();
  const checks = new Set<Promise<CheckOutcome>>();

  async function tellCounts(): Promise<void> {
    await counts.tell(ledger).catch((error: unknown) => emit({ kind: 'round_failed', error }));
  }

  async function work(signal: AbortSignal): Promise<{ readonly more: boolean }> {
    let more = false;
    try {
      const sweeps = [...lists.values()];
      // The list first: what it tells of many messages at once need not be asked for one by one. Unless it fails: then what it
      // uses up of SignalWire's patience must not be at the cost of the messages, which would never have their turn.
      const last = sweeps.filter((sweep) => sweep.failing());
      const first = sweeps.filter((sweep) => !last.includes(sweep));
      for (const sweep of first) more = (await sweep.run(signal)).more || more;
      more = (await sweepDue({ ...settings, clients, counts, emit, batch }, signal)).more || more;
      for (const sweep of last) more = (await sweep.run(signal)).more || more;
    } finally {
      await tellCounts();
    }
    return { more };
  }

  function runOnce(): Promise<{ readonly more: boolean }> {
    if (paused) return Promise.resolve({ more: false });
    if (round === null) {
      roundStop = new AbortController();
      round = work(roundStop.signal).finally(() => {
        round = null;
      });
    }
    return round;
  }

  async function checkNow(identity: MessageIdentity, signal: AbortSignal): Promise<CheckOutcome> {
    const { projectId, messageId } = identity;
    const gated = clients.get(projectId);
    const outcome: CheckOutcome =
      gated === undefined
        ? { kind: 'no_client' }
        : await checkMessage({ ledger, now }, gated.client, identity, await ledger.message(identity), signal);
    gated?.gate.note(outcome.kind === 'failed' ? outcome.failure : null);
    countCheck(counts, projectId, outcome);
    await tellCounts();
    emit({ kind: 'check', projectId, messageId, outcome });
    return outcome;
  }

  async function keepGoing(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let more = false;
      try {
        ({ more } = await runOnce());
      } catch (error) {
        emit({ kind: 'round_failed', error });
      }
      await waited(more ? 0 : settings.intervalMs, signal);
    }
  }

  return {
    start() {
      if (loop !== null) return;
      const stop = new AbortController();
      loop = { stop, ended: keepGoing(stop.signal) };
    },
    async stop() {
      const ending = loop;
      loop = null;
      ending?.stop.abort();
      roundStop.abort();
      checksStop.abort();
      checksStop = new AbortController();
      await ending?.ended;
      await round?.catch(() => {});
      await Promise.allSettled(checks);
      // Where the ledger cannot be written, the lease runs out by itself.
      await Promise.allSettled([...lists.values()].map((sweep) => sweep.release()));
    },
    runOnce,
    async check(identity) {
      const check = checkNow(identity, checksStop.signal);
      checks.add(check);
      try {
        return await check;
      } finally {
        checks.delete(check);
      }
    },
    pause() {
      paused = true;
      roundStop.abort();
    },
    resume() {
      paused = false;
    },
    counts: () => counts.current(),
    status: () => ({
      running: loop !== null,
      paused,
      projects: [...clients].map(([projectId, { gate }]) => {
        const closedUntil = gate.closedUntil();
        const watermark = lists.get(projectId)?.watermark() ?? null;
        return {
          projectId,
          closedUntil: closedUntil === null ? null : new Date(closedUntil),
          watermark: watermark === null ? null : new Date(watermark),
        };
      }),
    }),
  };
}

import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { MessageStatus } from '@statuswire/contracts';
import type { HearDelivery } from '../callback/courier.ts';
import type { Delivery } from '../callback/delivery.ts';
import type { Lives } from '../message/lives.ts';
import { type LoadSettings, warmUpOf } from './load-options.ts';
import { createLoadCounter, type LoadCounter, type LoadReport } from './load-report.ts';

/** A load under way. */
export interface LoadRun {
  report(): LoadReport;
  /** Begins no further message, and resolves when those under way have ended. */
  stop(): Promise<LoadReport>;
  /** Resolves when the load has ended by itself or was stopped. */
  readonly finished: Promise<LoadReport>;
}

const steps: readonly MessageStatus[] = ['initiated', 'sent', 'delivered'];

/** A message on its way through its life. */
interface Life {
  /** Tells of the next step. Resolves when that was answered or given up. */
  tellNext(): Promise<void>;
  readonly over: boolean;
}

function beginLife(settings: LoadSettings & { readonly projectId: string }, lives: Lives, hear: HearDelivery): Life {
  const message = lives.create({
    projectId: settings.projectId,
    dialect: settings.dialect,
    direction: 'outbound-api',
    from: '+15551230000',
    to: '+15005550100',
    body: 'Load',
    media: [],
    statusCallback: settings.url,
  });
  let told = 0;
  return {
    tellNext() {
      const status = steps[told - 1];
      told += 1;
      if (status === undefined) return lives.announce(message, hear);
      return lives.step(message.id, status, null, told > steps.length, hear);
    },
    get over() {
      return told > steps.length;
    },
  };
}

/**
 * Runs lives of messages against an endpoint, by the real clock. Every callback takes the next free place in the schedule,
 * and goes to the life that has waited longest, so that the callbacks of one message stay in order.
 */
export function startLoadRun(settings: LoadSettings & { readonly projectId: string }, lives: Lives): LoadRun {
  const { rate, durationMs, concurrency } = settings;
  const most = settings.callbacks ?? Number.POSITIVE_INFINITY;
  const warmUp = createLoadCounter();
  const measured = createLoadCounter();
  const stopping = new AbortController();
  const startedAt = performance.now();
  const measuredFrom = startedAt + warmUpOf(settings);
  const waiting: Life[] = [];
  let endedAt: number | null = null;
  let places = 0;
  let measuredPlaces = 0;
  let underWay = 0;
  let wake: (() => void) | null = null;

  function isWarmingUp(): boolean {
    return performance.now() < measuredFrom;
  }

  function counter(): LoadCounter {
    return isWarmingUp() ? warmUp : measured;
  }

  function mayBegin(): boolean {
    return !stopping.signal.aborted && measuredPlaces < most && performance.now() - measuredFrom < durationMs;
  }

  /** Resolves when one more callback has been settled. */
  function oneSettled(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  async function untilDue(due: number): Promise<void> {
    const early = due - performance.now();
    if (stopping.signal.aborted) return;
    // Even what is late takes a turn of its own: begun in one go, callbacks would wait for each other to be written, and
    // their answers to be read, and the latencies told would be our own.
    if (early <= 0) await nextTurn();
    // A stop ends the waiting, and that is all it has to say here.
    else await wait(early, undefined, { signal: stopping.signal }).catch(() => {});
  }

  async function take(life: Life): Promise<void> {
    underWay += 1;
    await life.tellNext();
    underWay -= 1;
    if (!life.over) waiting.push(life);
    wake?.();
  }

  // Only of what this run has begun: others may send to the same endpoint, the run before it among them.
  function hear(delivery: Delivery): void {
    if (endedAt === null) counter().delivery(delivery);
  }

  function nextLife(): Life | null {
    const first = waiting.shift();
    if (first !== undefined || !mayBegin()) return first ?? null;
    counter().message();
    return beginLife(settings, lives, hear);
  }

  async function run(): Promise<LoadReport> {
    for (;;) {
      const due = rate === null ? null : startedAt + (places / rate) * 1_000;
      if (due !== null) await untilDue(due);
      const life = underWay < concurrency ? nextLife() : null;
      if (life !== null) {
        places += 1;
        if (!isWarmingUp()) measuredPlaces += 1;
        if (due !== null) counter().late(Math.max(performance.now() - due, 0));
        void take(life);
      } else if (underWay > 0) {
        await oneSettled();
      } else {
        break;
      }
    }
    endedAt = performance.now();
    return report();
  }

  function state(): LoadReport['state'] {
    if (endedAt !== null) return 'finished';
    return isWarmingUp() ? 'warming_up' : 'running';
  }

  function report(): LoadReport {
    const elapsedMs = Math.max((endedAt ?? performance.now()) - measuredFrom, 0);
    const counts = measured.counts();
    return {
      ...counts,
      state: state(),
      elapsedMs,
      perSecond: elapsedMs === 0 ? 0 : (counts.callbacks / elapsedMs) * 1_000,
      latencyMs: measured.latency(),
      lateMs: measured.lateness(),
      warmUp: warmUp.counts(),
    };
  }

  const finished = run();
  return {
    report,
    finished,
    stop() {
      stopping.abort();
      return finished;
    },
  };
}

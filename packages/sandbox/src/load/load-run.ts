import { setTimeout as wait } from 'node:timers/promises';
import type { MessageStatus } from '@statuswire/contracts';
import type { Delivery } from '../callback/delivery.ts';
import type { Lives } from '../message/lives.ts';
import type { LoadSettings } from './load-options.ts';
import { createLoadCounter, type LoadReport } from './load-report.ts';

/** A load under way. */
export interface LoadRun {
  report(): LoadReport;
  /** Begins no further message, and resolves when those under way have ended. */
  stop(): Promise<LoadReport>;
  /** Resolves when the load has ended by itself or was stopped. */
  readonly finished: Promise<LoadReport>;
}

/** A load run, and where it hears of deliveries. */
export interface ObservingLoadRun extends LoadRun {
  observe(delivery: Delivery): void;
}

const steps: readonly MessageStatus[] = ['initiated', 'sent', 'delivered'];

/**
 * Runs lives of messages against an endpoint, by the real clock. Each lane takes one message through its life at a time, so
 * that its callbacks stay in order; a lane takes the next free place in the schedule for every callback.
 */
export function startLoadRun(settings: LoadSettings & { readonly projectId: string }, lives: Lives): ObservingLoadRun {
  const { rate, durationMs, concurrency, url } = settings;
  const most = settings.callbacks ?? Number.POSITIVE_INFINITY;
  const counter = createLoadCounter();
  const startedAt = performance.now();
  let endedAt: number | null = null;
  let stopped = false;
  let places = 0;

  async function nextPlace(): Promise<void> {
    const place = places;
    places += 1;
    if (rate === null) return;
    const due = startedAt + (place / rate) * 1_000;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    counter.late(Math.max(performance.now() - due, 0));
  }

  function mayBegin(): boolean {
    return !stopped && places < most && performance.now() - startedAt < durationMs;
  }

  async function liveOnce(): Promise<void> {
    const message = lives.create({
      projectId: settings.projectId,
      dialect: settings.dialect,
      direction: 'outbound-api',
      from: '+15551230000',
      to: '+15005550100',
      body: 'Load',
      media: [],
      statusCallback: url,
    });
    counter.message();
    await lives.announce(message);
    for (const status of steps) {
      await nextPlace();
      await lives.step(message.id, status, null, status === 'delivered');
    }
  }

  async function lane(): Promise<void> {
    while (mayBegin()) {
      await nextPlace();
      // Its place may have come after the end.
      if (!stopped && performance.now() - startedAt < durationMs) await liveOnce();
    }
  }

  function report(): LoadReport {
    const elapsedMs = (endedAt ?? performance.now()) - startedAt;
    return counter.report(endedAt === null ? 'running' : 'finished', elapsedMs);
  }

  const finished = Promise.all(Array.from({ length: concurrency }, lane)).then(() => {
    endedAt = performance.now();
    return report();
  });

  return {
    report,
    finished,
    stop() {
      stopped = true;
      return finished;
    },
    observe(delivery) {
      if (delivery.url === url && endedAt === null) counter.delivery(delivery);
    },
  };
}

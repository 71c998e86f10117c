import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadCounts, LoadOptions, LoadReport, Sandbox } from '@statuswire/sandbox';
import { createProgress } from '../progress.ts';
import type { Output } from '../terminal.ts';

const steps = 20;

/** Runs a load to its end, or until it is stopped, with a progress bar by time. */
export async function runLoad(
  sandbox: Sandbox,
  options: LoadOptions & { readonly durationMs: number; readonly warmUpMs: number },
  { err, stop }: { readonly err: Output; readonly stop: AbortSignal },
): Promise<LoadReport> {
  const run = sandbox.startLoad(options);
  const progress = createProgress(err, steps);
  const ended = new AbortController();
  const bar = (async () => {
    for (let step = 0; step < steps && !ended.signal.aborted; step += 1) {
      const { state, callbacks, warmUp } = run.report();
      const sent = (callbacks + warmUp.callbacks).toLocaleString('en');
      progress.step(`${sent} callbacks${state === 'warming_up' ? ', warming up' : ''}`);
      await sleep((options.warmUpMs + options.durationMs) / steps, undefined, { signal: ended.signal }).catch(() => {});
    }
  })();
  const stopRun = (): void => void run.stop();
  stop.addEventListener('abort', stopRun, { once: true });
  const report = await run.finished;
  stop.removeEventListener('abort', stopRun);
  ended.abort();
  await bar;
  progress.clear();
  return report;
}

/** Callbacks that were not acknowledged, though they were sent. */
export function failures({ refused, unreachable }: LoadCounts): number {
  return refused + unreachable;
}

/** A report for a person. */
export function reportLines(report: LoadReport, out: Output): string[] {
  const { callbacks, perSecond, answers, latencyMs, lateMs, warmUp } = report;
  const whole = (number: number): string => Math.round(number).toLocaleString('en');
  const times = ({ p50, p95, p99, max }: LoadReport['latencyMs']): string =>
    `p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(1)} ms`;
  const outcomes = (counts: LoadCounts): string => {
    const failed = `${whole(counts.refused)} refused, ${whole(counts.unreachable)} unreachable`;
    const good = out.paint('good', `${whole(counts.acknowledged)} acknowledged`);
    return `${good}, ${out.paint(failures(counts) > 0 ? 'bad' : 'faint', failed)}, ${whole(counts.withheld)} withheld`;
  };
  return [
    ...(warmUp.callbacks === 0 ? [] : [`warm-up   ${whole(warmUp.callbacks)} callbacks: ${outcomes(warmUp)}`]),
    `${whole(callbacks)} callbacks, ${whole(perSecond)} per second`,
    outcomes(report),
    `answers   ${
      Object.entries(answers)
        .map(([answer, count]) => `${answer}: ${whole(count)}`)
        .join(', ') || 'none'
    }`,
    `latency   ${times(latencyMs)}`,
    `lateness  ${times(lateMs)}`,
  ];
}

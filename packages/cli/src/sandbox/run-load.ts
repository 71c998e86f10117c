import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadOptions, LoadReport, Sandbox } from '@statuswire/sandbox';
import { createProgress } from '../progress.ts';
import type { Output } from '../terminal.ts';

const steps = 20;

/** Runs a load to its end, or until it is stopped, with a progress bar by time. */
export async function runLoad(
  sandbox: Sandbox,
  options: LoadOptions & { readonly durationMs: number },
  { err, stop }: { readonly err: Output; readonly stop: AbortSignal },
): Promise<LoadReport> {
  const run = sandbox.startLoad(options);
  const progress = createProgress(err, steps);
  const ended = new AbortController();
  const bar = (async () => {
    for (let step = 0; step < steps && !ended.signal.aborted; step += 1) {
      progress.step(`${run.report().callbacks.toLocaleString('en')} callbacks`);
      await sleep(options.durationMs / steps, undefined, { signal: ended.signal }).catch(() => {});
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

/** A report for a person. */
export function reportLines(report: LoadReport, out: Output): string[] {
  const { callbacks, perSecond, acknowledged, refused, unreachable, withheld, answers, latencyMs, lateMs } = report;
  const whole = (number: number): string => Math.round(number).toLocaleString('en');
  const times = ({ p50, p95, p99, max }: LoadReport['latencyMs']): string =>
    `p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(1)} ms`;
  const failed = refused + unreachable;
  return [
    `${whole(callbacks)} callbacks, ${whole(perSecond)} per second`,
    `${out.paint('good', `${whole(acknowledged)} acknowledged`)}, ${out.paint(failed > 0 ? 'bad' : 'faint', `${whole(refused)} refused, ${whole(unreachable)} unreachable`)}, ${whole(withheld)} withheld`,
    `answers   ${
      Object.entries(answers)
        .map(([answer, count]) => `${answer}: ${whole(count)}`)
        .join(', ') || 'none'
    }`,
    `latency   ${times(latencyMs)}`,
    `lateness  ${times(lateMs)}`,
  ];
}

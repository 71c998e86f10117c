import type { SendResult } from '../http/send-request.ts';
import type { Probe } from './probe.ts';

/** What a check says: `warn` for what SignalWire may do, though nobody has seen it. */
export const verdicts = ['pass', 'warn', 'fail'] as const;

/** What a check found. */
export interface Finding {
  readonly verdict: (typeof verdicts)[number];
  /** What was seen, in a few words. */
  readonly seen: string;
}

/** One thing that an endpoint must do. */
export interface DoctorCheck {
  /** For programs. */
  readonly id: string;
  readonly title: string;
  /** What to do where it fails. */
  readonly fix: string;
  run(probe: Probe): Promise<Finding>;
}

/** An answer in a few words. */
export function told(result: SendResult): string {
  return result.kind === 'answered' ? `${result.status}` : result.reason;
}

/** The class of the status: 2 for 2xx; 0 where there was no answer. */
export function statusClass(result: SendResult): number {
  return result.kind === 'answered' ? Math.floor(result.status / 100) : 0;
}

/** Most answers told one by one. */
const mostShown = 4;

type Named = Readonly<Record<string, SendResult>>;

function finding(results: Named, isGood: (result: SendResult) => boolean, bad: 'warn' | 'fail'): Finding {
  const entries = Object.entries(results);
  const worst = entries.filter(([, result]) => !isGood(result));
  if (worst.length === 0) {
    const answers = [...new Set(entries.map(([, result]) => told(result)))].join(', ');
    return { verdict: 'pass', seen: entries.length > 1 ? `${answers} (${entries.length} requests)` : answers };
  }
  const shown = worst.map(([name, result]) => (name === '' ? told(result) : `${name}: ${told(result)}`));
  const more = shown.length > mostShown ? [`${shown.length - mostShown} more`] : [];
  return { verdict: bad, seen: [...shown.slice(0, mostShown), ...more].join('; ') };
}

/** Passes where every answer is a 2xx. */
export function accepted(results: Named, bad: 'warn' | 'fail' = 'fail'): Finding {
  return finding(results, (result) => statusClass(result) === 2, bad);
}

/** Passes where every answer is a 4xx. */
export function refused(results: Named): Finding {
  return finding(results, (result) => statusClass(result) === 4, 'fail');
}

/** Passes where every answer is a 4xx or where the connection was cut, as servers do with what is too large. */
export function refusedOrCut(results: Named): Finding {
  return finding(results, (result) => statusClass(result) === 4 || result.kind !== 'answered', 'fail');
}

/** Passes where the endpoint answered and did not break: anything but 5xx, 501 apart. */
export function unbroken(results: Named): Finding {
  const isGood = (result: SendResult): boolean =>
    result.kind === 'answered' && (result.status < 500 || result.status === 501);
  return finding(results, isGood, 'fail');
}

/** Passes where a method is turned down. */
export function turnedDown(results: Named): Finding {
  const isGood = (result: SendResult): boolean =>
    statusClass(result) === 4 || (result.kind === 'answered' && result.status === 501);
  return finding(results, isGood, 'fail');
}

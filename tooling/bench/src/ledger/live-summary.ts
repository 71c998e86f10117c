import type { Ratio } from '../goals.ts';
import { spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { Verdict } from '../verdict.ts';
import type { LiveCell } from './live.ts';

/** The receiver's own deadline, in milliseconds: SignalWire's limit is 5,000. */
const deadlineMs = 4_500;
/** What the app's process may hold at most, whoever listens, in bytes. */
const mostMemory = 512 * 1_024 * 1_024;

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1_024 / 1_024)}`;

/** How much of what was sent was answered 200: all of it. */
export function liveRatios(cells: readonly LiveCell[]): Ratio[] {
  return cells.map(({ framework, clients, callbacks }) => ({
    name: `${framework}, ${clients} event streams: answered 200 over all`,
    ratio: spreadOf([callbacks.accepted / (callbacks.accepted + callbacks.failed)]),
    goal: { kind: 'at least', value: 1 },
    allowance: 0,
  }));
}

/** Whether nothing was lost, everybody was answered in time, and memory stayed within its bound. */
export function liveVerdicts(cells: readonly LiveCell[]): Verdict[] {
  return cells.flatMap(({ framework, clients, perSecond, callbacks, facts, wholeStreams, memory }) => {
    const where = `${framework}, ${perSecond} callbacks a second, ${clients} event streams`;
    return [
      {
        reached: callbacks.failed === 0 && wholeStreams === clients,
        text: `${where}: ${callbacks.accepted} of ${callbacks.sent} callbacks answered 200, ${wholeStreams} of ${clients} streams told all ${facts} facts once and in order`,
      },
      {
        reached: callbacks.latency.max < deadlineMs,
        text: `${where}: the slowest answer took ${Math.round(callbacks.latency.max)} ms, goal less than ${deadlineMs}`,
      },
      {
        reached: memory.most < mostMemory,
        text: `${where}: ${inMegabytes(memory.most)} MiB of memory at most, goal less than ${inMegabytes(mostMemory)}`,
      },
    ];
  });
}

/** The figures as text. */
export function liveTable(cells: readonly LiveCell[]): string {
  const rows = cells.map(({ framework, clients, callbacks, facts, lag, busy, memory }) => [
    `${framework}, ${clients} streams`,
    String(Math.round(callbacks.accepted / callbacks.seconds)),
    callbacks.latency.p50.toFixed(1),
    callbacks.latency.p99.toFixed(1),
    callbacks.latency.max.toFixed(1),
    String(facts),
    String(lag.p50),
    String(lag.p99),
    `${Math.round(busy * 100)} %`,
    inMegabytes(memory.before),
    inMegabytes(memory.most),
  ]);
  return textTable([
    [
      '',
      'callbacks/s',
      'p50 ms',
      'p99 ms',
      'max ms',
      'facts',
      'lag p50',
      'lag p99',
      'core busy',
      'MiB before',
      'MiB most',
    ],
    ...rows,
  ]);
}

import type { Limit, Ratio } from '../goals.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { LoadCell, LoadSample } from './measure.ts';
import { type Percentiles, percentiles } from './messages.ts';

type Percentile = keyof Percentiles;

/** How far the two may lie apart. Milliseconds. */
const mostApart = 1;

// One in a thousand is a handful of moments in a round: those of the machine, not of the sandbox.
const compared: readonly Percentile[] = percentiles.filter((name) => name !== 'p999');

function label(name: Percentile): string {
  return name === 'p999' ? 'p99.9' : name;
}

function spread(cell: LoadCell, figure: (sample: LoadSample) => number): Spread {
  return spreadOf(cell.samples.map(figure));
}

function apart(cell: LoadCell, name: Percentile): Spread {
  return spread(cell, ({ sandboxMs, receiverMs }) => Math.abs(sandboxMs[name] - receiverMs[name]));
}

/** The rate has to be kept. */
export function loadRatios(cells: readonly LoadCell[]): Ratio[] {
  return cells.map((cell) => ({
    name: `load, ${cell.dialect}: callbacks a second over ${cell.rate}`,
    ratio: spread(cell, ({ perSecond }) => perSecond / cell.rate),
    goal: { kind: 'at least', value: 1 },
  }));
}

/** The percentiles have to be those that the receiver measures. */
export function loadLimits(cells: readonly LoadCell[]): Limit[] {
  return cells.flatMap((cell) =>
    compared.map((name) => ({
      name: `load, ${cell.dialect}: sandbox and receiver apart, ${label(name)}`,
      milliseconds: apart(cell, name),
      atMost: mostApart,
    })),
  );
}

/** The figures as text: medians over the rounds; differences of the same round, with the least and the greatest. */
export function loadTable(cells: readonly LoadCell[]): string {
  const latencies = cells.flatMap((cell) =>
    percentiles.map((name) => {
      const { median, min, max } = apart(cell, name);
      return [
        `${cell.dialect}, ${label(name)}`,
        spread(cell, ({ sandboxMs }) => sandboxMs[name]).median.toFixed(2),
        spread(cell, ({ receiverMs }) => receiverMs[name]).median.toFixed(2),
        `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`,
        spread(cell, ({ lateMs }) => lateMs[name]).median.toFixed(2),
      ];
    }),
  );
  const costs = cells.map((cell) => [
    cell.dialect,
    spread(cell, ({ perSecond }) => perSecond).median.toFixed(0),
    `${(spread(cell, ({ cores }) => cores).median * 100).toFixed(0)} %`,
    `${spread(cell, ({ memory }) => memory.halfway).median.toFixed(0)} MB`,
    `${spread(cell, ({ memory }) => memory.end).median.toFixed(0)} MB`,
    spread(cell, ({ loadAverage }) => loadAverage).median.toFixed(1),
  ]);
  return [
    textTable([['', 'sandbox ms', 'receiver ms', 'apart', 'late ms'], ...latencies]),
    textTable([['', 'per second', 'of a core', 'memory halfway', 'at the end', 'load average'], ...costs]),
  ].join('\n\n');
}

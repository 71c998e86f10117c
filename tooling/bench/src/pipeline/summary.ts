import type { Ratio } from '../goals.ts';
import { ratioSpread, type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { PipelineCell } from './measure.ts';

/** What the whole pipeline may cost, beside the hand-written floor in the same run. */
const atMost = 1.3;

function ofFloor({ nanoseconds }: PipelineCell, name: string): Spread {
  return ratioSpread(nanoseconds[name] ?? [], nanoseconds['hand-written'] ?? []);
}

/** What the pipeline and each part of it is of the floor; the whole has a goal. */
export function pipelineRatios(cells: readonly PipelineCell[]): Ratio[] {
  return cells.flatMap((cell) =>
    Object.keys(cell.nanoseconds)
      .filter((name) => name !== 'hand-written')
      .map((name) => ({
        name: `${cell.dialect}: ${name} over hand-written`,
        ratio: ofFloor(cell, name),
        goal: name === 'statuswire' ? { kind: 'at most' as const, value: atMost } : null,
      })),
  );
}

/** The figures as text: medians over the rounds, and what each is of the hand-written floor in the same round. */
export function pipelineTable(cells: readonly PipelineCell[]): string {
  const rows = cells.flatMap((cell) =>
    Object.entries(cell.nanoseconds).map(([name, values]) => {
      const { median, min, max } = ofFloor(cell, name);
      return [
        `${cell.dialect}, ${name}`,
        (spreadOf(values).median / 1_000).toFixed(2),
        `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`,
      ];
    }),
  );
  return textTable([['', 'µs', 'times hand-written'], ...rows]);
}

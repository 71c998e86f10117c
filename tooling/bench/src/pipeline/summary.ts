import { ratioSpread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { PipelineCell } from './measure.ts';

/** The figures as text: medians over the rounds, and what each is of the hand-written floor in the same round. */
export function pipelineTable(cells: readonly PipelineCell[]): string {
  const rows = cells.flatMap(({ dialect, nanoseconds }) =>
    Object.entries(nanoseconds).map(([name, values]) => {
      const ofFloor = ratioSpread(values, nanoseconds['hand-written'] ?? []);
      return [
        `${dialect}, ${name}`,
        (spreadOf(values).median / 1_000).toFixed(2),
        `${ofFloor.median.toFixed(2)} (${ofFloor.min.toFixed(2)}-${ofFloor.max.toFixed(2)})`,
      ];
    }),
  );
  return textTable([['', 'µs', 'times hand-written'], ...rows]);
}

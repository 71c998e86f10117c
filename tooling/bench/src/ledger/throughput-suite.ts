import type { RunSuite } from '../suite.ts';
import { measureFlush } from './flush-time.ts';
import { measureStatementFloor } from './statement-floor.ts';
import { measureThroughput } from './throughput.ts';
import { floorLine, flushLine, throughputRatios, throughputTable } from './throughput-summary.ts';

/** The suite, from measuring to what is told of it. */
export const run: RunSuite = async (options, progress) => {
  const flush = measureFlush();
  const floor = options.databases.includes('sqlite') ? await measureStatementFloor(options, progress) : [];
  const cells = await measureThroughput(options, progress);
  return {
    cells: cells.map((cell) => ({
      ...cell,
      flushMilliseconds: flush,
      ...(cell.database === 'sqlite' ? { floor } : {}),
    })),
    table: [throughputTable(cells), ...(floor.length === 0 ? [] : [floorLine(floor)]), flushLine(flush)].join('\n\n'),
    ratios: throughputRatios(cells),
    verdicts: [],
  };
};

/** The formats of an export. */
export type ExportFormat = 'csv' | 'jsonl';

const lineFeed = 0x0a;
const quote = 0x22;

/** Counts the rows of a file by its bytes, as they come: of CSV, line breaks within quotes end no row, and the first is no message. */
export function createRowCounter(format: ExportFormat): (bytes: Uint8Array) => number {
  let rows = format === 'csv' ? -1 : 0;
  let quoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === lineFeed && !quoted) rows += 1;
      else if (byte === quote && format === 'csv') quoted = !quoted;
    }
    return Math.max(0, rows);
  };
}

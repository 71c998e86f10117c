import type { Output } from './terminal.ts';

/** How far a long command has come: a bar on the standard error, where a person looks at it; else nothing at all. */
export interface Progress {
  /** Shows that a further step has begun. */
  step(label: string): void;
  /** Makes way for a line of output. The next step shows the bar again. */
  clear(): void;
}

const width = 20;
const toLineStart = '\r\u001b[2K';

/** Makes a progress bar of so many steps. */
export function createProgress(err: Output, steps: number): Progress {
  let begun = 0;
  let shown = false;
  return {
    step(label) {
      begun += 1;
      if (!err.interactive) return;
      const filled = Math.round(((begun - 1) / steps) * width);
      const bar = `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
      err.write(`${toLineStart}[${bar}] ${begun}/${steps} ${label}`);
      shown = true;
    },
    clear() {
      if (shown) err.write(toLineStart);
      shown = false;
    },
  };
}

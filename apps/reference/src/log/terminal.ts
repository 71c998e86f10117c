import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { Style } from './callback-row.ts';
import type { Layout } from './lay-out.ts';

const colours = { faint: 'dim', good: 'green', bad: 'red', odd: 'yellow' } as const;

/** A terminal with at least this many columns gets wider gaps. */
const wideTerminal = 130;

/** How to lay out for a stream: coloured on a terminal unless `NO_COLOR` is set, plain in a file or a pipe. */
export function layoutFor(stream: WriteStream): Layout {
  // Some terminals, and all recorders of terminals, tell a width of 0.
  const lineLength = (): number | null => (stream.isTTY ? stream.columns || null : null);
  const coloured = stream.isTTY && stream.hasColors();
  return {
    gap: (lineLength() ?? wideTerminal) < wideTerminal ? 1 : 2,
    lineLength,
    paint: (style: Style, text: string) =>
      coloured && style !== 'plain' ? styleText(colours[style], text, { validateStream: false }) : text,
  };
}

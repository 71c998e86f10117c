import type { WriteStream } from 'node:tty';

/** Says what is going on. */
export interface Progress {
  /** On a terminal the line replaces the one before it. */
  show(line: string): void;
  /** Makes room for what is to stay. */
  clear(): void;
}

/** Makes a progress line; elsewhere than on a terminal, one line after the other. */
export function createProgress(stream: Pick<WriteStream, 'write' | 'isTTY'>): Progress {
  return {
    show(line) {
      stream.write(stream.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    clear() {
      if (stream.isTTY) stream.write('\r\u001b[2K');
    },
  };
}

import { styleText } from 'node:util';

/** The colours that the output uses, each with one meaning. */
const colours = { good: 'green', bad: 'red', doubtful: 'yellow', strong: 'bold', faint: 'dim', name: 'cyan' } as const;

/** What a piece of output means, for its colour. */
export type Tone = keyof typeof colours;

/** One of the two streams that a command writes to. */
export interface Output {
  /** Whether a person looks at it. */
  readonly interactive: boolean;
  /** Aborted when nothing can be written any more, with the error as its reason; what is written from then on is dropped. */
  readonly gone: AbortSignal;
  write(text: string): void;
  line(text?: string): void;
  /** The text in its colour; as it stands where colours are off. */
  paint(tone: Tone, text: string): string;
}

/** What is wrong with an output; `null` where it is whole, or its reader has merely closed its end. */
export function outputFault({ gone }: Output): string | null {
  const { code = 'no code' } = (gone.reason ?? {}) as NodeJS.ErrnoException;
  return !gone.aborted || code === 'EPIPE' ? null : code;
}

/** Where a command writes: `out` for what was asked for, `err` for everything about it. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

type Environment = Readonly<Record<string, string | undefined>>;

function wantsColour(stream: NodeJS.WriteStream, env: Environment): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function createOutput(stream: NodeJS.WriteStream, env: Environment): Output {
  const coloured = wantsColour(stream, env);
  const gone = new AbortController();
  // Without a listener `statuswire schema … | head -1` would end in a stack trace.
  stream.on('error', (error) => gone.abort(error));
  function write(text: string): void {
    if (!gone.signal.aborted) stream.write(text);
  }
  return {
    interactive: stream.isTTY === true,
    gone: gone.signal,
    write,
    line: (text = '') => write(`${text}\n`),
    paint: (tone, text) => (coloured ? styleText(colours[tone], text, { validateStream: false }) : text),
  };
}

/** Colour only where a person looks and `NO_COLOR` is unset; `FORCE_COLOR` overrules the first. */
export function createTerminal(streams: {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Environment;
}): Terminal {
  return { out: createOutput(streams.stdout, streams.env), err: createOutput(streams.stderr, streams.env) };
}

import { type CallbackRow, columns, type Style, type Styled } from './callback-row.ts';

/** How a log is laid out. */
export interface Layout {
  /** Spaces between two columns. */
  readonly gap: number;
  /** Characters to a line now; `null` where there is no limit, as in a file. */
  readonly lineLength: () => number | null;
  readonly paint: (style: Style, text: string) => string;
}

const names = Object.keys(columns) as (keyof typeof columns)[];
const titles: Readonly<Record<keyof typeof columns, string>> = {
  time: 'time',
  framework: 'host',
  dialect: 'dialect',
  message: 'message',
  status: 'rank, status',
  route: 'from → to',
  segments: 'seg',
};
const numeric: ReadonlySet<string> = new Set(['segments']);

/** Notes get a line of their own where less than this would be left of them. */
const leastNoteLength = 36;

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(most - 1, 0))}…`;
}

/** Cuts notes to a length, later ones first. */
function fit(notes: readonly Styled[], most: number): Styled[] {
  const fitted: Styled[] = [];
  let room = most;
  for (const note of notes) {
    if (room < 2) break;
    const text = cut(note.text, room);
    fitted.push({ ...note, text });
    room -= text.length + 2;
  }
  return fitted;
}

/** Sets one callback on one line; where the terminal is too narrow, its notes stand on a second one. */
export function layOutRow({ cells, notes }: CallbackRow, { gap, lineLength, paint }: Layout): string {
  const painted = ({ style, text }: Styled): string => paint(style, text);
  const line = names
    .map((name) => {
      const { text, style } = cells[name] ?? { text: '', style: 'plain' as const };
      const space = ' '.repeat(Math.max(columns[name] - text.length, 0));
      return numeric.has(name) ? space + paint(style, text) : paint(style, text) + space;
    })
    .join(' '.repeat(gap));
  if (notes.length === 0) return line.trimEnd();

  const most = lineLength();
  const used = names.reduce((sum, name) => sum + columns[name] + gap, gap);
  const notesLength = notes.reduce((sum, { text }) => sum + text.length + 2, -2);
  const room = most === null ? notesLength : most - used;
  if (room >= Math.min(notesLength, leastNoteLength)) {
    const beside = fit(notes, room).map(painted);
    return `${line}${' '.repeat(gap * 2)}${beside.join('  ')}`;
  }
  const besideTime = columns.time + gap;
  const belowStatus = besideTime + columns.framework + columns.dialect + columns.message + gap * 3;
  const indent = notesLength <= (most ?? 0) - belowStatus ? belowStatus : besideTime;
  const below = fit(notes, (most ?? 0) - indent).map(painted);
  return `${line.trimEnd()}\n${' '.repeat(indent)}${below.join('  ')}`;
}

/** The titles of the columns. */
export function layOutTitles({ gap, paint }: Layout): string {
  return paint('faint', names.map((name) => titles[name].padEnd(columns[name])).join(' '.repeat(gap)));
}

/** How a run of characters looks. */
interface Style {
  readonly colour: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

interface Run extends Style {
  readonly text: string;
}

const plain: Style = { colour: '#d7dae0', bold: false, dim: false };
const colours: Readonly<Record<string, string>> = {
  '31': '#f47067',
  '32': '#57ab5a',
  '33': '#c69026',
  '36': '#39c5cf',
  '39': plain.colour,
};

const characterWidth = 7.83;
const lineHeight = 19;
const margin = 16;

function styled(style: Style, code: string): Style {
  if (code === '0' || code === '') return plain;
  if (code === '1') return { ...style, bold: true };
  if (code === '2') return { ...style, dim: true };
  if (code === '22') return { ...style, bold: false, dim: false };
  const colour = colours[code];
  if (colour === undefined) throw new Error(`no such colour: ${code}`);
  return { ...style, colour };
}

/** What a terminal shows of a line: carriage returns and erasures done, colours told apart. */
function runsOf(line: string): Run[] {
  const shown = line.split('\u001b[2K').at(-1)?.split('\r').filter(Boolean).at(-1) ?? '';
  const runs: Run[] = [];
  let style = plain;
  for (const piece of `\u001b[m${shown}`.split('\u001b[').slice(1)) {
    const end = piece.indexOf('m');
    style = piece.slice(0, end).split(';').reduce(styled, style);
    const text = piece.slice(end + 1);
    if (text !== '') runs.push({ ...style, text });
  }
  return runs;
}

function wrapped(runs: readonly Run[], columns: number): Run[][] {
  const lines: Run[][] = [[]];
  let width = 0;
  for (const { text, ...style } of runs) {
    for (let rest = text; rest !== ''; ) {
      if (width === columns) {
        lines.push([]);
        width = 0;
      }
      const part = rest.slice(0, columns - width);
      lines.at(-1)?.push({ ...style, text: part });
      width += part.length;
      rest = rest.slice(part.length);
    }
  }
  return lines;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function span({ text, colour, bold, dim }: Run): string {
  const weight = bold ? ' font-weight="bold"' : '';
  return `<tspan fill="${colour}"${weight}${dim ? ' opacity=".65"' : ''}>${escaped(text)}</tspan>`;
}

/** Draws what a terminal shows of a program's output, its escape sequences included. */
export function terminalSvg(
  output: string,
  { title, columns }: { readonly title: string; readonly columns: number },
): string {
  const lines = output
    .replace(/(?:\r?\n)+$/, '')
    .split(/\r?\n/)
    .flatMap((line) => wrapped(runsOf(line), columns));
  const width = Math.ceil(columns * characterWidth) + 2 * margin;
  const height = lines.length * lineHeight + 2 * margin;
  const texts = lines.map((runs, index) => {
    const baseline = margin + index * lineHeight + 14;
    return `  <text x="${margin}" y="${baseline}" xml:space="preserve">${runs.map(span).join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">
  <title>${escaped(title)}</title>
  <rect width="100%" height="100%" rx="8" fill="#1c2128"/>
${texts.join('\n')}
</svg>
`;
}

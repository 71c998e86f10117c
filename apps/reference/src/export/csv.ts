/** What a cell of a table can hold. */
export type Cell = string | number | boolean | null;

// A spreadsheet takes what begins like this for a formula, the full-width signs included; what cannot be seen may stand before.
const formula = /^[\s\p{Cf}\uFFFD]*[=+\-@＝＋－＠|%]|^[\t\r\n]/u;
// The one thing that begins like a formula and is none: a number can do no harm, and other programs look for it as it is.
const phoneNumber = /^\+\d{1,15}$/;
const needsQuotes = /[",;\t\r\n]|^\s|\s$/u;

/** Makes a text harmless to spreadsheets: what they would compute gets an apostrophe in front, and NUL a sign in its place. */
export function neutralised(text: string): string {
  const visible = text.replaceAll('\0', '\uFFFD');
  return formula.test(visible) && !phoneNumber.test(text) ? `'${visible}` : visible;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = neutralised(cell);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row of a CSV file (RFC 4180), with its line break. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** What a CSV file begins with, so that spreadsheets read it as UTF-8. */
export const byteOrderMark = '\uFEFF';

/** How a JSON writer lays out and escapes. */
interface Style {
  readonly item: string;
  readonly key: string;
  /** What one level is indented by; none puts everything on one line. */
  readonly indent: string;
  readonly escaped: (text: string) => string;
  readonly order: (names: readonly string[]) => readonly string[];
}

const layouts = [
  { item: ',', key: ':', indent: '' },
  { item: ', ', key: ': ', indent: '' },
  { item: ',', key: ': ', indent: '' },
  { item: ',', key: ': ', indent: '  ' },
  { item: ',', key: ': ', indent: '    ' },
  { item: ',', key: ': ', indent: '\t' },
  { item: ',', key: ' : ', indent: '  ' },
] as const;

function code(character: string, upper = false): string {
  const digits = character.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? digits.toUpperCase() : digits}`;
}

const beyondAscii = /[\u007f-\uffff]/g;
const slashes = (text: string): string => text.replaceAll('/', '\\/');
const ascii = (text: string): string => text.replace(beyondAscii, (character) => code(character));
const asciiUpper = (text: string): string => text.replace(beyondAscii, (character) => code(character, true));
const html = (text: string): string => text.replace(/[<>&\u2028\u2029]/g, (character) => code(character));
const htmlUpper = (text: string): string => text.replace(/[<>&\u2028\u2029]/g, (character) => code(character, true));
const htmlAndQuotes = (text: string): string => text.replace(/[<>&'+]/g, (character) => code(character, true));

// JavaScript, Python, PHP, PHP with JSON_UNESCAPED_UNICODE, Go and Rails, .NET.
const escapes = [
  (text: string) => text,
  ascii,
  (text: string) => ascii(slashes(text)),
  slashes,
  html,
  htmlUpper,
  asciiUpper,
  (text: string) => asciiUpper(htmlAndQuotes(text)),
] as const;

/** The order of SignalWire's documents. */
const documented = [
  ...['id', 'project_id', 'status', 'to', 'from', 'body', 'number_of_segments', 'timestamp'],
  ...['error_code', 'error_message', 'custom_variables'],
  ...['MessageSid', 'AccountSid', 'MessageStatus', 'From', 'To', 'Body', 'NumMedia', 'NumSegments', 'ErrorCode'],
];

function asDocumented(names: readonly string[]): readonly string[] {
  const place = (name: string): number => (documented.includes(name) ? documented.indexOf(name) : documented.length);
  return names.toSorted((a, b) => place(a) - place(b));
}

const orders = [
  (names: readonly string[]) => names,
  asDocumented,
  (names: readonly string[]) => names.toSorted(),
  (names: readonly string[]) => names.toReversed(),
] as const;

function write(value: unknown, style: Style, margin: string): string {
  if (typeof value === 'string') return style.escaped(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = margin + style.indent;
  const members = Array.isArray(value)
    ? value.map((item: unknown) => write(item, style, inner))
    : style
        .order(Object.keys(value))
        .map(
          (name) =>
            write(name, style, inner) + style.key + write((value as Record<string, unknown>)[name], style, inner),
        );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (members.length === 0) return `${open}${close}`;
  if (style.indent === '') return `${open}${members.join(style.item)}${close}`;
  return `${open}\n${inner}${members.join(`,\n${inner}`)}\n${margin}${close}`;
}

const countNames = /^(?:number_of_segments|error_code|NumSegments|NumMedia|ErrorCode)$/;

/** The same content as other programs hold it: nulls left out or put back, counts as text or as numbers. */
function contents(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [value];
  const entries = Object.entries(value);
  const ofCounts = (change: (member: unknown) => unknown): object =>
    Object.fromEntries(entries.map(([name, member]) => [name, countNames.test(name) ? change(member) : member]));
  const nullable = 'id' in value && 'project_id' in value ? ['error_code', 'error_message'] : [];
  const dropped = nullable.filter((name) => !(name in value)).map((name) => [name, null]);
  return [
    value,
    { ...value, ...Object.fromEntries(dropped) },
    Object.fromEntries(entries.filter(([, member]) => member !== null)),
    Object.fromEntries(entries.map(([name, member]) => [name, member === '' ? null : member])),
    ofCounts((member) => (typeof member === 'number' ? String(member) : member)),
    ofCounts((member) =>
      typeof member === 'string' && member !== '' && !Number.isNaN(Number(member)) ? Number(member) : member,
    ),
  ];
}

/** Ways in which other JSON writers put the same value down: the common ones first, then mixtures. */
export function jsonSpellings(value: unknown): {
  readonly common: readonly string[];
  readonly mixed: readonly string[];
} {
  const common = new Set<string>();
  const mixed = new Set<string>();
  for (const [held, content] of contents(value).entries()) {
    for (const [layoutIndex, layout] of layouts.entries()) {
      for (const [escapeIndex, escaped] of escapes.entries()) {
        for (const [orderIndex, order] of orders.entries()) {
          const unusual = [held, layoutIndex, escapeIndex, orderIndex].filter((index) => index > 0).length;
          if (held > 0 && unusual > 2) continue;
          const text = write(content, { ...layout, escaped, order }, '');
          (unusual <= 1 || (escapeIndex === 1 && layoutIndex === 1 && unusual === 2) ? common : mixed).add(text);
        }
      }
    }
  }
  return { common: [...common], mixed: [...mixed].filter((text) => !common.has(text)) };
}

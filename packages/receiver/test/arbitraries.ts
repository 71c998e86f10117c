import fc from 'fast-check';

const codeUnit = fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Text of any UTF-16 units: control characters and lone surrogates too. */
export const anyText = fc.string({ unit: codeUnit, maxLength: 40 });

/** Text that survives UTF-8, so that two different ones stay different. */
export const wellFormedText = fc.string({ unit: 'binary', maxLength: 40 });

/** Any key that is taken: of any characters and, above all, of lengths about that of an HMAC's block. */
export const signingKey = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    fc.constantFrom(1, 63, 64, 65, 127, 128, 129, 1000).map((length) => 'k'.repeat(length)),
    fc.constantFrom('PSKtest1234567890abcdef', ' PSK ', 'ключ', '鍵'.repeat(22), '鍵'.repeat(21), 'a\0', '\0a', '🔑'),
  )
  .filter((key) => key.trim() !== '');

/** The bytes of a body: nothing, anything, text, and more than the 32 KiB that the HMAC has at hand. */
export const bodyBytes = fc.oneof(
  fc.constant(new Uint8Array()),
  fc.uint8Array({ maxLength: 300 }),
  anyText.map((text) => new TextEncoder().encode(text)),
  fc
    .tuple(fc.nat({ max: 255 }), fc.integer({ min: 32_600, max: 33_000 }))
    .map(([byte, length]) => new Uint8Array(length).fill(byte)),
);

/** Names and values of a form, many of them awkward, some of them repeated. */
export const formPairs = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom('a', 'b', 'B', 'MessageSid', '__proto__', 'constructor', 'a[b]', '', '0', 'é', '?'),
      wellFormedText,
    ),
    fc.oneof(fc.constantFrom('', '+', ' ', '%2B', '&', '=', '😀', '\r\n', 'x'), wellFormedText),
  ),
  { maxLength: 12 },
);

const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.constantFrom('localhost', 'EXAMPLE.com', 'xn--bcher-kva.example', 'a.b.c.d.e'),
);
const port = fc.oneof(
  fc.constantFrom('', ':443', ':80', ':8080', ':4430', ':0443'),
  fc.integer({ min: 1, max: 65535 }).map((number) => `:${number}`),
);
const credentials = fc.oneof(
  { arbitrary: fc.constant(''), weight: 3 },
  {
    arbitrary: fc.constantFrom('user:pass@', 'user@', 'user:@', ':pass@', 'u:p@ss@', 'u%40x:p%2Fq@', 'u:p:q@'),
    weight: 1,
  },
);
const path = fc.oneof(
  fc.constantFrom('', '/', '/callbacks', '/a//b/../c', '/%2e%2E/%e2%82%ac', '/a@b', '/a:443', '/:80/'),
  fc.webPath(),
);
const query = fc.oneof(
  fc.constantFrom('', '?', '?a=1&b=%20+', '?x=https://u:p@h:443/', '??', '?a=@&b=:80', "?q='{}|"),
  fc.webQueryParameters().map((text) => `?${text}`),
);
const fragment = fc.constantFrom('', '', '', '#', '#ot=1000&rt=5000&tt=15000', '#a#b?c/d@e:443');

/** The pieces of an http(s) URL as somebody may have given it to SignalWire. */
export const urlPieces = fc.record({
  scheme: fc.constantFrom('https', 'http', 'HTTPS', 'Http'),
  credentials,
  host,
  port,
  path: fc.oneof({ arbitrary: path, weight: 4 }, { arbitrary: fc.constant('/callbacks'), weight: 1 }),
  query,
  fragment,
});

/** The pieces of a URL. */
export type UrlPieces = typeof urlPieces extends fc.Arbitrary<infer Pieces> ? Pieces : never;

/** Puts a URL together. */
export function urlOf(pieces: UrlPieces): string {
  const { scheme, credentials, host, port, path, query, fragment } = pieces;
  return `${scheme}://${credentials}${host}${port}${path}${query}${fragment}`;
}

/** Any http(s) URL, and text that is none. */
export const anyUrl = fc.oneof(
  { arbitrary: urlPieces.map(urlOf), weight: 4 },
  {
    arbitrary: fc.oneof(anyText, fc.webUrl(), fc.constantFrom('', '/', '#', 'https://', 'http://@/', 'ftp://u:p@h/')),
    weight: 1,
  },
);

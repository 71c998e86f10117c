/** How a text travels: GSM-7 where every character has a place in it, UCS-2 where one has none. */
export type TextEncoding = 'GSM-7' | 'UCS-2';

/** How a text travels, and in how many segments it is billed. */
export interface Segmentation {
  readonly encoding: TextEncoding;
  readonly segments: number;
}

// GSM 03.38: the default alphabet, and the extension table, whose characters take an escape before them.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

const limits = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const;

/** The characters' costs, in septets or in UTF-16 units; none of them may be split over two segments. */
function costsOf(text: string): { encoding: TextEncoding; costs: number[] } {
  const characters = [...text];
  const septets = characters.map((character) => (basic.has(character) ? 1 : extended.has(character) ? 2 : 0));
  if (!septets.includes(0)) return { encoding: 'GSM-7', costs: septets };
  return { encoding: 'UCS-2', costs: characters.map((character) => character.length) };
}

/**
 * Counts segments: 160 septets or 70 UTF-16 units where one is enough, 153 or 67 in each where several have to be joined.
 * Neither an escape sequence nor a surrogate pair is split. A message without a text is one segment. Source: docs/sandbox.md.
 */
export function countSegments(text: string): Segmentation {
  const { encoding, costs } = costsOf(text);
  const { alone, joined } = limits[encoding];
  if (costs.reduce((sum, cost) => sum + cost, 0) <= alone) return { encoding, segments: 1 };
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > joined) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return { encoding, segments };
}

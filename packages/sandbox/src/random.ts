/** A source of chance that a seed repeats. */
export interface Random {
  /** From 0 to 1, 1 excluded. */
  next(): number;
  /** A whole number from 0 to `below`, that excluded. */
  integer(below: number): number;
}

// FNV-1a, then a finaliser, so that labels that differ in one letter start far apart.
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Makes a source of chance (mulberry32) for one purpose: the same seed and label give the same numbers, whatever else was
 * drawn in between. So a decision never depends on the order in which the network answers.
 */
export function createRandom(seed: string, label: string): Random {
  let state = hashText(`${seed}/${label}`);
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return { next, integer: (below) => Math.floor(next() * below) };
}

/** An identifier of the form of SignalWire's: a version 4 UUID. */
export function randomUuid(random: Random): string {
  let digits = '';
  for (let part = 0; part < 4; part += 1)
    digits += random
      .integer(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const variant = '89ab'[random.integer(4)];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

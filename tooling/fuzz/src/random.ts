/** Randomness that can be had again: the same seed and number give the same choices. */
export interface Random {
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  /** Whether something of this probability, from 0 to 1, happens. */
  chance(probability: number): boolean;
  /** One of a list. Throws for an empty one. */
  pick<Item>(items: readonly Item[]): Item;
  /** Bytes of any value. */
  bytes(length: number): Buffer;
}

/** The randomness of one request of a run: of its own, so that it can be made without those before it. */
export function createRandom(seed: number, number: number): Random {
  let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(number + 1, 0xc2b2_ae35);
  // mulberry32
  function next(): number {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}

/** A source of numbers from 0 up to 1, the same for the same seed. */
export type Random = () => number;

/** Makes a source of random numbers from a seed (mulberry32). For variety, not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number from `least` up to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + random() * (most - least);
}

/** One of several. Throws for an empty list. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return takeOut(random, [...items]);
}

/**
 * Draws from a bag and fills it again once it is empty: chance decides the order, yet nothing stays out for long, so that
 * whoever watches for a minute has seen it all. Throws for an empty list.
 */
export function createBag<Item>(random: Random, items: readonly Item[]): () => Item {
  let left: Item[] = [];
  return () => {
    if (left.length === 0) left = [...items];
    return takeOut(random, left);
  };
}

function takeOut<Item>(random: Random, items: Item[]): Item {
  for (const item of items.splice(Math.floor(random() * items.length), 1)) return item;
  throw new RangeError('there is nothing to choose from');
}

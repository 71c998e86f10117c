/** Numbers that look like chance and are the same in every run of one seed: what is compared is measured on the same data. */
export interface Chance {
  /** A whole number from 0 to below the bound. */
  below(bound: number): number;
  /** One of a list. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** Makes a source of chance (mulberry32). */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (bound: number) => Math.floor(fraction() * bound);
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}

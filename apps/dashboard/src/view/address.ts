import { readView, type View } from './view.ts';

/** What became of a delivery in quarantine, as it is chosen by where it is not the held ones. */
const quarantineStates = ['recorded', 'discarded'] as const;

/** All that the search of an address can say, on whatever page. */
export interface AddressSearch extends View {
  readonly state?: (typeof quarantineStates)[number];
}

/** Reads what an address says, in its order; what makes no sense is left out. */
export function readSearch(given: Readonly<Record<string, unknown>>): AddressSearch {
  const state = quarantineStates.find((each) => each === given.state);
  const read = new Map<string, unknown>(
    Object.entries({ ...readView(given), ...(state === undefined ? {} : { state }) }),
  );
  return Object.fromEntries(
    Object.keys(given).flatMap((name) => (read.has(name) ? [[name, read.get(name)]] : [])),
  ) as AddressSearch;
}

/**
 * Parses the search of an address, and leaves out what makes no sense here already: the router lays what it parsed under
 * what a route makes of it, so that what only a route refused would come back.
 */
export function parseSearch(text: string): AddressSearch {
  // Every value is a text: what the router does by default would make a number of an error code.
  return readSearch(Object.fromEntries(new URLSearchParams(text)));
}

/** Writes the search of an address, its question mark included; `undefined` is left out. */
export function stringifySearch(given: { readonly [Name in keyof AddressSearch]?: unknown }): string {
  const text = new URLSearchParams(Object.entries(readSearch({ ...given }))).toString();
  return text === '' ? '' : `?${text}`;
}

/** The search as it should have been written, or `null` where it says just that. */
export function correctedSearch(text: string): string | null {
  const correct = stringifySearch(parseSearch(text));
  // The same in another encoding is as good.
  return new URLSearchParams(text).toString() === correct.slice(1) ? null : correct;
}

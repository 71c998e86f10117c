// Strings in order of their UTF-16 units: the same on every machine, unlike an order that asks a locale.

/** Negative, zero or positive as `a` sorts before, with or after `b`. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The one that sorts first. */
export function lesserText(a: string, b: string): string {
  return compareTexts(a, b) <= 0 ? a : b;
}

/** The one that sorts last. */
export function greaterText(a: string, b: string): string {
  return compareTexts(a, b) >= 0 ? a : b;
}

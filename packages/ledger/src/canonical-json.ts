/**
 * JSON with the members of every object in order of their names: equal values give equal texts, whatever order they were
 * written in. What JSON cannot say (`-0`, infinities) comes out as what a round trip through JSON would leave of it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortMembers) ?? 'null';
}

function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // Entries survive a member called __proto__, which plain assignment would not.
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

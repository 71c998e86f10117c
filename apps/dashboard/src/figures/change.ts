/** How a figure stands to that of the period before. */
export type Change =
  /** There was nothing then that it could be compared with. */
  | { readonly kind: 'no_base' }
  | { readonly kind: 'same' }
  /** `by` is a share: 0.05 is 5 % of what was, or 5 percentage points. */
  | { readonly kind: 'more' | 'less'; readonly by: number };

/** What is shown is rounded to a tenth of a percent: what is less than half of that is no change. */
const leastShare = 0.000_5;

function changeBy(difference: number): Change {
  if (Math.abs(difference) < leastShare) return { kind: 'same' };
  return { kind: difference > 0 ? 'more' : 'less', by: Math.abs(difference) };
}

/** How much more or less a count is, as a share of what it was. */
export function changeOfCount(now: number, before: number): Change {
  if (before === 0) return now === 0 ? { kind: 'same' } : { kind: 'no_base' };
  return changeBy((now - before) / before);
}

/** A part of a whole. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** How much more or less a share is, in percentage points; a share of nothing is none, then or now. */
export function changeOfShare(now: Share, before: Share): Change {
  if (now.of === 0 || before.of === 0) return { kind: 'no_base' };
  return changeBy(now.part / now.of - before.part / before.of);
}

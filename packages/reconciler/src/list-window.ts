/** When and how far the list is looked through. Source: docs/reconciliation.md, "The list sweep". */
export interface ListWindowSettings {
  /** How often a new window is begun, in milliseconds. */
  readonly intervalMs: number;
  /** How much of the windows before is looked at again, in milliseconds. */
  readonly overlapMs: number;
  /** How old a message is left alone, as its callbacks may still be on their way, in milliseconds. */
  readonly quietMs: number;
  /** How far back the first window of all goes, in milliseconds. */
  readonly lookbackMs: number;
}

/** A stretch of time in which messages were created, in milliseconds since 1970. */
export interface ListWindow {
  readonly from: number;
  /** The watermark, once it has been read. */
  readonly to: number;
}

// After an outage of days, progress is to be kept now and then.
const longestMs = 43_200_000;

/** The window after a watermark; `null` where it is not due yet. `watermark`: `null` where none was ever read. */
export function windowAfter(watermark: number | null, now: number, settings: ListWindowSettings): ListWindow | null {
  const { intervalMs, overlapMs, quietMs, lookbackMs } = settings;
  // SignalWire takes whole seconds.
  const newest = Math.floor((now - quietMs) / 1_000) * 1_000;
  // A watermark far ahead is one of a clock that went wrong: what was created meanwhile may not have been read. One that is
  // ahead by less than the overlap leaves nothing out; other processes' clocks are never quite ours.
  if (watermark === null || watermark - newest > overlapMs) {
    const from = newest - Math.max(lookbackMs, 1_000);
    return { from, to: Math.min(newest, from + longestMs) };
  }
  if (newest - watermark < intervalMs) return null;
  // Whether a bound belongs to the window is SignalWire's to say, so neighbours share a second at least.
  const from = watermark - Math.max(overlapMs, 1_000);
  return { from, to: Math.min(newest, watermark + longestMs) };
}

/** When the window after a watermark is due. */
export function dueAfter(watermark: number, { intervalMs, quietMs }: ListWindowSettings): number {
  return watermark + quietMs + intervalMs;
}

/** How long an endpoint may take. Milliseconds. */
export interface CallbackTiming {
  /** For the connection, TLS included. */
  readonly connectMs: number;
  /** Without a byte of the answer. */
  readonly readMs: number;
  /** For all attempts together. */
  readonly totalMs: number;
}

/** SignalWire's own timing. Source: docs/sandbox.md, "Callbacks". */
export const defaultTiming: CallbackTiming = { connectMs: 2_000, readMs: 5_000, totalMs: 15_000 };

/** The timing that a URL's fragment asks of SignalWire, such as `#ot=1000&rt=5000&tt=15000`; what it leaves out stays as it is. */
export function callbackTiming(url: string): CallbackTiming {
  const [, fragment = ''] = /#(.*)$/s.exec(url) ?? [];
  if (fragment === '') return defaultTiming;
  const asked = new URLSearchParams(fragment);
  function milliseconds(name: string, otherwise: number): number {
    const text = asked.get(name) ?? '';
    return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : otherwise;
  }
  return {
    connectMs: milliseconds('ot', defaultTiming.connectMs),
    readMs: milliseconds('rt', defaultTiming.readMs),
    totalMs: milliseconds('tt', defaultTiming.totalMs),
  };
}

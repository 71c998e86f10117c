import { joinEvents } from '@statuswire/ledger';
import { describe, expect, it } from 'vitest';
import { eventOf, type Step } from '../src/ledger/lives.ts';
import { createTraffic } from '../src/ledger/traffic.ts';

const startsAt = Date.parse('2026-11-01T00:00:00.000Z');

function steps(count: number, seed = 1): readonly Step[] {
  const traffic = createTraffic(seed, startsAt);
  traffic.prepare(count / 2);
  return Array.from({ length: count }, () => traffic.next());
}

describe('the traffic of the benchmark', () => {
  it('is the same in every run', () => {
    expect(steps(2_000)).toEqual(steps(2_000));
    expect(steps(2_000)).not.toEqual(steps(2_000, 2));
  });

  it('comes in the order of our clock, also from one block to the next', () => {
    const arrivals = steps(60_000).map(({ arrivesAt }) => arrivesAt);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });

  it('has whole lives, repeats and messages that fail', () => {
    const events = steps(60_000).map(eventOf);
    const keys = new Set(events.map(({ key }) => key));
    expect(events.length - keys.size).toBeGreaterThan(1_000);
    const first = events.filter(({ messageId }) => messageId === events[0]?.messageId);
    expect(joinEvents(first).eventCount).toBe(4);
    expect(new Set(events.map(({ status }) => status))).toEqual(
      new Set(['queued', 'initiated', 'sending', 'sent', 'delivered', 'undelivered', 'failed']),
    );
  });
});

import { isFailure, type StatusEvent, statusRank } from '@statuswire/contracts';
import { joinEvents } from '@statuswire/ledger';
import {
  type EventRecord,
  evidenceOf,
  joinEvidence,
  type MessageEvidence,
  mergeRecords,
  recordOf,
  stateOf,
} from '@statuswire/ledger/store';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { anyCopies, anyEvent } from './arbitraries.ts';

const runs = { numRuns: 3_000 };
vi.setConfig({ testTimeout: 60_000 });
const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
const joinAll = (evidence: readonly MessageEvidence[]) => evidence.reduce((a, b) => joinEvidence(a, b));
const anyEvents = fc.array(anyEvent, { minLength: 1, maxLength: 12 });
const anyPoint = fc.array(anyEvent, { minLength: 1, maxLength: 4 }).map((events) => joinAll(events.map(pointOf)));

function pointOf(event: StatusEvent): MessageEvidence {
  return evidenceOf(recordOf(event));
}

/** The event log of these arrivals: one record per key, stored and read back each time. */
function logOf(arrivals: readonly StatusEvent[]): readonly EventRecord[] {
  const log = new Map<string, EventRecord>();
  for (const event of arrivals) {
    const known = log.get(event.key);
    const record = recordOf(event);
    log.set(event.key, stored(known === undefined ? record : mergeRecords(known, record)));
  }
  return [...log.values()];
}

const arrivalsOf = (events: readonly StatusEvent[]) =>
  fc
    .tuple(fc.shuffledSubarray([...events], { minLength: events.length }), fc.array(fc.nat(events.length - 1)))
    .map(([shuffled, again]) => [...shuffled, ...again.flatMap((index) => events[index] ?? [])])
    .chain((arrivals) => fc.shuffledSubarray(arrivals, { minLength: arrivals.length }));

describe('the join of events', () => {
  test('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(
        anyEvents.chain((events) => fc.tuple(fc.constant(events), arrivalsOf(events))),
        ([events, arrivals]) => {
          expect(joinEvents(arrivals)).toEqual(joinEvents(events));
        },
      ),
      runs,
    );
  });

  test('is the same for the events and for the event log that they leave, in any order', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(anyCopies, anyEvents), { minLength: 1, maxLength: 4 })
          .map((groups) => groups.flat())
          .chain((events) => fc.tuple(fc.constant(events), arrivalsOf(events))),
        ([events, arrivals]) => {
          const log = logOf(arrivals);
          expect(stateOf(joinAll(log.map(evidenceOf)), log.length)).toEqual(joinEvents(events));
          expect(joinAll(log.map(evidenceOf))).toEqual(joinAll(events.map(pointOf)));
        },
      ),
      runs,
    );
  });

  test('is commutative, associative and idempotent on evidence, also when it was stored between', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, anyPoint, (a, b, c) => {
        expect(joinEvidence(a, b)).toEqual(joinEvidence(b, a));
        expect(joinEvidence(stored(joinEvidence(a, b)), c)).toEqual(joinEvidence(a, joinEvidence(b, c)));
        expect(joinEvidence(a, a)).toEqual(a);
      }),
      runs,
    );
  });

  test('never moves a status down', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        let before: MessageEvidence | null = null;
        for (const event of events) {
          const after: MessageEvidence = before === null ? pointOf(event) : joinEvidence(before, pointOf(event));
          if (before !== null) {
            expect(after.status.stamp >= before.status.stamp).toBe(true);
            const rank = (evidence: MessageEvidence) => statusRank(stateOf(evidence, 1).status) ?? -1;
            expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
          }
          before = after;
        }
      }),
      runs,
    );
  });

  test('forgets nothing that was told: no null while an event tells a value', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const state = joinEvents(events);
        for (const field of ['body', 'segments', 'media', 'direction'] as const) {
          expect(state[field] === null).toBe(events.every((event) => event[field] === null));
        }
        const failures = events.filter(({ status }) => isFailure(status));
        expect(state.error === null).toBe(
          failures.every(({ error }) => (error?.code ?? error?.message ?? null) === null),
        );
        expect((state.error?.code ?? null) === null).toBe(
          failures.every(({ error }) => (error?.code ?? null) === null),
        );
        expect(state.eventCount).toBe(new Set(events.map(({ key }) => key)).size);
      }),
      runs,
    );
  });
});

describe('copies of one fact', () => {
  const withoutCounts = (record: EventRecord) => stored({ ...record, callbackDeliveries: 0, restDeliveries: 0 });

  test('merge alike in any order and grouping, and adding one again changes only its count', () => {
    fc.assert(
      fc.property(
        anyCopies.chain((copies) => fc.tuple(fc.constant(copies), arrivalsOf(copies))),
        ([copies, arrivals]) => {
          const merged = copies.map((copy) => recordOf(copy)).reduce(mergeRecords);
          const middle = arrivals.length >>> 1;
          const left = arrivals.slice(0, middle).map((copy) => recordOf(copy));
          const right = arrivals.slice(middle).map((copy) => recordOf(copy));
          const grouped =
            left.length === 0
              ? right.reduce(mergeRecords)
              : mergeRecords(left.reduce(mergeRecords), right.reduce(mergeRecords));
          expect(withoutCounts(grouped)).toEqual(withoutCounts(merged));
          expect(grouped.callbackDeliveries + grouped.restDeliveries).toBe(arrivals.length);
        },
      ),
      runs,
    );
  });
});

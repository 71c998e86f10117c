import { messageStatuses } from '@statuswire/contracts';
import type { Amounts, Series } from './figures.ts';
import { type MessageOutcome, messageOutcomes, outcomeOf } from './outcome.ts';
import type { SeriesFigures, SummaryFigures } from './store-requests.ts';
import type { OutcomeCounts, Share, Summary } from './summary.ts';
import { compareTexts } from './text-order.ts';

/** The part of a summary that is summed up over series. */
export type PartSums = Pick<
  Summary,
  keyof Amounts | 'conflicted' | 'healed' | 'statuses' | 'outcomes' | 'errors' | 'by'
>;

type Dimension = keyof Summary['by'];

/** Messages by outcome, each in the place that its name has among all outcomes: places are quicker to count by than names. */
type Counts = number[];

/** Everything that is summed up, by outcome. */
interface Sums {
  readonly amounts: Readonly<Record<keyof Amounts | 'conflicted' | 'healed', Counts>>;
  readonly statuses: Map<Series['status'], Counts>;
  /** Of failed messages. */
  readonly errors: Map<string, number>;
  readonly by: Readonly<Record<Dimension, Map<string, Counts>>>;
}

const inTransit = messageOutcomes.indexOf('in_transit');
const failed = messageOutcomes.indexOf('failed');

/** By status, the place of its settled outcome. */
const settled = new Map<Series['status'], number>(
  ([...messageStatuses, 'unknown'] as const).map((status) => [status, messageOutcomes.indexOf(settledOutcome(status))]),
);

// A store gives out the same totals again while nothing has changed.
const known = new WeakMap<readonly SeriesFigures[], Sums>();

/** Sums up the parts of an outcome, or of all. */
export function sumOfParts({ totals, awaited }: SummaryFigures, only: MessageOutcome | undefined): PartSums {
  let sums = known.get(totals);
  if (sums === undefined) {
    sums = emptySums();
    for (const row of totals) addRow(sums, row, settledPlace(row.series), null);
    known.set(totals, sums);
  }
  // Rollups know statuses. What is at `sent` is of two outcomes, and the store counts those awaited one by one.
  if (awaited.length > 0) {
    sums = copyOf(sums);
    for (const row of overBuckets(awaited)) addRow(sums, row, inTransit, settledPlace(row.series));
  }
  return partSumsOf(sums, only === undefined ? null : messageOutcomes.indexOf(only));
}

/** The outcome of a status where time does not matter; of messages at `sent`, those that nobody waits for any more. */
export function settledOutcome(status: Series['status']): MessageOutcome {
  return outcomeOf({ status, kind: 'mms', statuses: {} }, { now: 0 });
}

/** All outcomes, none of which any message has. */
export function noOutcomes(): Record<MessageOutcome, number> {
  return { pending: 0, in_transit: 0, delivered: 0, failed: 0, accepted_no_receipt: 0, received: 0, unknown: 0 };
}

function settledPlace({ status }: Series): number {
  return settled.get(status) ?? 0;
}

function noCounts(): Counts {
  return messageOutcomes.map(() => 0);
}

function emptySums(): Sums {
  return {
    amounts: {
      messages: noCounts(),
      events: noCounts(),
      repeats: noCounts(),
      late: noCounts(),
      conflicted: noCounts(),
      healed: noCounts(),
    },
    statuses: new Map(),
    errors: new Map(),
    by: { number: new Map(), projectId: new Map(), dialect: new Map(), kind: new Map(), prefix: new Map() },
  };
}

function copyOf({ amounts, statuses, errors, by }: Sums): Sums {
  const copied = <Key>(counts: ReadonlyMap<Key, Counts>) => new Map([...counts].map(([key, of]) => [key, [...of]]));
  return {
    amounts: {
      messages: [...amounts.messages],
      events: [...amounts.events],
      repeats: [...amounts.repeats],
      late: [...amounts.late],
      conflicted: [...amounts.conflicted],
      healed: [...amounts.healed],
    },
    statuses: copied(statuses),
    errors: new Map(errors),
    by: {
      number: copied(by.number),
      projectId: copied(by.projectId),
      dialect: copied(by.dialect),
      kind: copied(by.kind),
      prefix: copied(by.prefix),
    },
  };
}

// Where a store gives out one series for several buckets, which are then summed up sooner.
function overBuckets(awaited: SummaryFigures['awaited']): Iterable<SeriesFigures> {
  const sums = new Map<Series, { -readonly [Name in keyof SeriesFigures]: SeriesFigures[Name] }>();
  for (const { series, messages, events, repeats, late } of awaited) {
    const sum = sums.get(series);
    if (sum === undefined) sums.set(series, { series, messages, events, repeats, late });
    else {
      sum.messages += messages;
      sum.events += events;
      sum.repeats += repeats;
      sum.late += late;
    }
  }
  return sums.values();
}

// In one go over thousands of series, and without lists made and thrown away. To an outcome, and out of another one.
function addRow({ amounts, statuses, errors, by }: Sums, row: SeriesFigures, to: number, from: number | null): void {
  const { series, messages } = row;
  const add = (counts: Counts, amount: number) => {
    counts[to] = (counts[to] ?? 0) + amount;
    if (from !== null) counts[from] = (counts[from] ?? 0) - amount;
  };
  add(amounts.messages, messages);
  add(amounts.events, row.events);
  add(amounts.repeats, row.repeats);
  add(amounts.late, row.late);
  if (series.conflicted) add(amounts.conflicted, messages);
  if (series.healed) add(amounts.healed, messages);
  add(countsOf(statuses, series.status), messages);
  if (to === failed) errors.set(series.errorCode, (errors.get(series.errorCode) ?? 0) + messages);
  add(countsOf(by.number, series.number), messages);
  add(countsOf(by.projectId, series.projectId), messages);
  add(countsOf(by.dialect, series.dialect), messages);
  add(countsOf(by.kind, series.kind), messages);
  add(countsOf(by.prefix, series.prefix), messages);
}

function countsOf<Key>(all: Map<Key, Counts>, key: Key): Counts {
  const counts = all.get(key);
  if (counts !== undefined) return counts;
  const fresh = noCounts();
  all.set(key, fresh);
  return fresh;
}

function partSumsOf({ amounts, statuses, errors, by }: Sums, only: number | null): PartSums {
  const wanted = (counts: Counts) =>
    only === null ? counts : counts.map((count, place) => (place === only ? count : 0));
  const sum = (counts: Counts) => wanted(counts).reduce((total, count) => total + count, 0);
  const shares = (dimension: Dimension): readonly Share[] =>
    [...by[dimension]]
      .map(([value, counts]) => ({ value, messages: sum(counts), outcomes: named(wanted(counts)) }))
      .filter(({ messages }) => messages > 0)
      .sort((a, b) => b.messages - a.messages || compareTexts(a.value, b.value));
  return {
    messages: sum(amounts.messages),
    events: sum(amounts.events),
    repeats: sum(amounts.repeats),
    late: sum(amounts.late),
    conflicted: sum(amounts.conflicted),
    healed: sum(amounts.healed),
    statuses: Object.fromEntries(
      [...statuses].map(([status, counts]) => [status, sum(counts)] as const).filter(([, messages]) => messages > 0),
    ),
    outcomes: named(wanted(amounts.messages)),
    errors: (only === null || only === failed ? [...errors] : [])
      .map(([code, messages]) => ({ code, messages }))
      .sort((a, b) => b.messages - a.messages || compareTexts(a.code, b.code)),
    by: {
      number: shares('number'),
      projectId: shares('projectId'),
      dialect: shares('dialect'),
      kind: shares('kind'),
      prefix: shares('prefix'),
    },
  };
}

function named(counts: Counts): OutcomeCounts {
  const outcomes = noOutcomes();
  messageOutcomes.forEach((outcome, place) => {
    outcomes[outcome] = counts[place] ?? 0;
  });
  return outcomes;
}

import { messageStatuses } from '@statuswire/contracts';
import { type Amounts, type Series, seriesKey } from './figures.ts';
import { type MessageOutcome, messageOutcomes, outcomeOf } from './outcome.ts';
import type { SummaryFigures } from './store.ts';
import type { OutcomeCounts, Share, Summary } from './summary.ts';
import { compareTexts } from './text-order.ts';

/** The part of a summary that is summed up over series. */
export type PartSums = Pick<
  Summary,
  keyof Amounts | 'conflicted' | 'healed' | 'statuses' | 'outcomes' | 'errors' | 'by'
>;

/** Sums up the parts of an outcome, or of all. In one go over thousands of series: dashboards ask for this all the time. */
export function sumOfParts(figures: SummaryFigures, only: MessageOutcome | undefined): PartSums {
  const sums = { messages: 0, events: 0, repeats: 0, late: 0, conflicted: 0, healed: 0 };
  const statuses = new Map<Series['status'], number>();
  const errors = new Map<string, number>();
  const number = createShares();
  const projectId = createShares();
  const dialect = createShares();
  const kind = createShares();
  const prefix = createShares();
  const wanted = only === undefined ? -1 : messageOutcomes.indexOf(only);
  const failed = messageOutcomes.indexOf('failed');
  forEachPart(figures, (series, outcome, { messages, events, repeats, late }) => {
    if (messages === 0 || (wanted >= 0 && wanted !== outcome)) return;
    sums.messages += messages;
    sums.events += events;
    sums.repeats += repeats;
    sums.late += late;
    if (series.conflicted) sums.conflicted += messages;
    if (series.healed) sums.healed += messages;
    statuses.set(series.status, (statuses.get(series.status) ?? 0) + messages);
    if (outcome === failed) errors.set(series.errorCode, (errors.get(series.errorCode) ?? 0) + messages);
    number.add(series.number, outcome, messages);
    projectId.add(series.projectId, outcome, messages);
    dialect.add(series.dialect, outcome, messages);
    kind.add(series.kind, outcome, messages);
    prefix.add(series.prefix, outcome, messages);
  });
  return {
    ...sums,
    statuses: Object.fromEntries(statuses),
    outcomes: dialect.all(),
    errors: [...errors]
      .map(([code, messages]) => ({ code, messages }))
      .sort((a, b) => b.messages - a.messages || compareTexts(a.code, b.code)),
    by: {
      number: number.list(),
      projectId: projectId.list(),
      dialect: dialect.list(),
      kind: kind.list(),
      prefix: prefix.list(),
    },
  };
}

/** The outcome of a status where time does not matter; of messages at `sent`, those that nobody waits for any more. */
export function settledOutcome(status: Series['status']): MessageOutcome {
  return outcomeOf({ status, kind: 'mms', statuses: {} }, { now: 0 });
}

/** All outcomes, none of which any message has. */
export function noOutcomes(): Record<MessageOutcome, number> {
  return { pending: 0, in_transit: 0, delivered: 0, failed: 0, accepted_no_receipt: 0, received: 0, unknown: 0 };
}

/** By status, the place of its settled outcome among all outcomes. */
const settled = new Map<Series['status'], number>(
  ([...messageStatuses, 'unknown'] as const).map((status) => [status, messageOutcomes.indexOf(settledOutcome(status))]),
);
const inTransit = messageOutcomes.indexOf('in_transit');

// Rollups know statuses. What is at `sent` is of two outcomes, and the store counts those awaited one by one. Outcomes are
// told by their places, which count up faster than names.
function forEachPart(
  { totals, awaited }: SummaryFigures,
  visit: (series: Series, outcome: number, amounts: Amounts) => void,
): void {
  const awaitedOf = new Map<string, Amounts>();
  for (const row of awaited) {
    const key = keyOf(row.series);
    const other = awaitedOf.get(key);
    awaitedOf.set(key, other === undefined ? row : combine(other, row, 1));
  }
  for (const row of totals) {
    const { status } = row.series;
    const outcome = settled.get(status) ?? 0;
    const part = status === 'sent' ? awaitedOf.get(keyOf(row.series)) : undefined;
    if (part === undefined) visit(row.series, outcome, row);
    else {
      visit(row.series, inTransit, part);
      visit(row.series, outcome, combine(row, part, -1));
    }
  }
}

// Stores give out the same series again and again.
const keys = new WeakMap<Series, string>();

function keyOf(series: Series): string {
  const known = keys.get(series);
  if (known !== undefined) return known;
  const key = seriesKey(series);
  keys.set(series, key);
  return key;
}

function combine(a: Amounts, b: Amounts, sign: 1 | -1): Amounts {
  return {
    messages: a.messages + sign * b.messages,
    events: a.events + sign * b.events,
    repeats: a.repeats + sign * b.repeats,
    late: a.late + sign * b.late,
  };
}

/** Messages by one of the things that they are split by. */
interface Shares {
  add(value: string, outcome: number, messages: number): void;
  /** Of all values. */
  all(): OutcomeCounts;
  /** The most frequent first. */
  list(): readonly Share[];
}

function createShares(): Shares {
  // By value, the messages of each outcome.
  const shares = new Map<string, number[]>();
  let lastValue: string | null = null;
  let last: number[] = [];
  return {
    add(value, outcome, messages) {
      if (value !== lastValue) {
        lastValue = value;
        const known = shares.get(value);
        last = known ?? messageOutcomes.map(() => 0);
        if (known === undefined) shares.set(value, last);
      }
      last[outcome] = (last[outcome] ?? 0) + messages;
    },
    all: () => countsOf([...shares.values()].reduce(sumOf, [])),
    list: () =>
      [...shares]
        .map(([value, counts]) => ({
          value,
          messages: counts.reduce((sum, count) => sum + count, 0),
          outcomes: countsOf(counts),
        }))
        .sort((a, b) => b.messages - a.messages || compareTexts(a.value, b.value)),
  };
}

function sumOf(a: readonly number[], b: readonly number[]): number[] {
  return messageOutcomes.map((_, outcome) => (a[outcome] ?? 0) + (b[outcome] ?? 0));
}

function countsOf(counts: readonly number[]): OutcomeCounts {
  const named = noOutcomes();
  messageOutcomes.forEach((outcome, place) => {
    named[outcome] = counts[place] ?? 0;
  });
  return named;
}

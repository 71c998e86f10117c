import { type Amounts, type Series, seriesKey } from './figures.ts';
import { type MessageOutcome, outcomeOf } from './outcome.ts';
import type { SummaryFigures } from './store.ts';
import type { Share, Summary } from './summary.ts';
import { compareTexts } from './text-order.ts';

/** The part of a summary that is summed up over series. */
export type PartSums = Pick<
  Summary,
  keyof Amounts | 'conflicted' | 'healed' | 'statuses' | 'outcomes' | 'errors' | 'by'
>;

/** Sums up the parts of an outcome, or of all. In one go over thousands of series: dashboards ask for this all the time. */
export function sumOfParts(figures: SummaryFigures, only: MessageOutcome | undefined): PartSums {
  const sums = { messages: 0, events: 0, repeats: 0, late: 0, conflicted: 0, healed: 0 };
  const statuses: Partial<Record<Series['status'], number>> = {};
  const outcomes = noOutcomes();
  const errors = new Map<string, number>();
  const [number, projectId, dialect, kind, prefix] = Array.from({ length: 5 }, createShares) as [
    Shares,
    Shares,
    Shares,
    Shares,
    Shares,
  ];
  forEachPart(figures, (series, outcome, { messages, events, repeats, late }) => {
    if (messages === 0 || (only !== undefined && only !== outcome)) return;
    sums.messages += messages;
    sums.events += events;
    sums.repeats += repeats;
    sums.late += late;
    if (series.conflicted) sums.conflicted += messages;
    if (series.healed) sums.healed += messages;
    statuses[series.status] = (statuses[series.status] ?? 0) + messages;
    outcomes[outcome] += messages;
    if (outcome === 'failed') errors.set(series.errorCode, (errors.get(series.errorCode) ?? 0) + messages);
    number.add(series.number, outcome, messages);
    projectId.add(series.projectId, outcome, messages);
    dialect.add(series.dialect, outcome, messages);
    kind.add(series.kind, outcome, messages);
    prefix.add(series.prefix, outcome, messages);
  });
  return {
    ...sums,
    statuses,
    outcomes,
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

// Rollups know statuses. What is at `sent` is of two outcomes, and the store counts those awaited one by one.
function forEachPart(
  { totals, awaited }: SummaryFigures,
  visit: (series: Series, outcome: MessageOutcome, amounts: Amounts) => void,
): void {
  const awaitedOf = new Map<string, Amounts>();
  for (const row of awaited) {
    const key = keyOf(row.series);
    const other = awaitedOf.get(key);
    awaitedOf.set(key, other === undefined ? row : combine(other, row, 1));
  }
  for (const row of totals) {
    const outcome = settledOutcome(row.series.status);
    const part = row.series.status === 'sent' ? awaitedOf.get(keyOf(row.series)) : undefined;
    if (part === undefined) visit(row.series, outcome, row);
    else {
      visit(row.series, 'in_transit', part);
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
  add(value: string, outcome: MessageOutcome, messages: number): void;
  /** The most frequent first. */
  list(): readonly Share[];
}

function createShares(): Shares {
  const shares = new Map<string, { value: string; messages: number; outcomes: Record<MessageOutcome, number> }>();
  return {
    add(value, outcome, messages) {
      let share = shares.get(value);
      if (share === undefined) {
        share = { value, messages: 0, outcomes: noOutcomes() };
        shares.set(value, share);
      }
      share.messages += messages;
      share.outcomes[outcome] += messages;
    },
    list: () => [...shares.values()].sort((a, b) => b.messages - a.messages || compareTexts(a.value, b.value)),
  };
}

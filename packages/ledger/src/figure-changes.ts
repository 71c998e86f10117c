import { type FigureChange, lineKey, seriesKey } from './figures.ts';

/** Sums changes row by row, so that a batch touches each row of the figures once however many of its messages count there. */
export interface FigureChanges {
  add(changes: readonly FigureChange[]): void;
  subtract(changes: readonly FigureChange[]): void;
  /** Each row that comes out changed, once, in the order in which rows were first touched. */
  rows(): readonly FigureChange[];
}

/** Makes an empty sum of changes. */
export function createFigureChanges(): FigureChanges {
  const rows = new Map<string, FigureChange>();
  const apply = (changes: readonly FigureChange[], sign: 1 | -1) => {
    for (const change of changes) {
      const key = figureKey(change);
      const before = rows.get(key);
      const signed = scale(change, sign);
      rows.set(key, before === undefined ? signed : sum(before, signed));
    }
  };
  return {
    add: (changes) => apply(changes, 1),
    subtract: (changes) => apply(changes, -1),
    rows: () => [...rows.values()].filter((change) => !isZero(change)),
  };
}

/** The row of the figures that a change belongs to. */
export function figureKey(change: FigureChange): string {
  switch (change.table) {
    case 'messages':
      return `messages ${change.hour} ${seriesKey(change.series)}`;
    case 'latencies':
      return `latencies ${change.hour} ${change.measure} ${change.clock} ${change.step} ${lineKey(change.series)}`;
    case 'activity':
      return `activity ${change.minute} ${change.source} ${change.projectId}`;
  }
}

function scale(change: FigureChange, sign: 1 | -1): FigureChange {
  if (sign === 1) return change;
  switch (change.table) {
    case 'messages': {
      const { messages, events, repeats, late } = change.amounts;
      // Subtracting from zero, not negating: there must be no -0.
      return {
        ...change,
        amounts: { messages: 0 - messages, events: 0 - events, repeats: 0 - repeats, late: 0 - late },
      };
    }
    case 'latencies':
      return { ...change, readings: 0 - change.readings };
    case 'activity':
      return { ...change, deliveries: 0 - change.deliveries };
  }
}

/** The sum of two changes of one row. */
export function sum(a: FigureChange, b: FigureChange): FigureChange {
  if (a.table === 'messages' && b.table === 'messages') {
    return {
      ...a,
      amounts: {
        messages: a.amounts.messages + b.amounts.messages,
        events: a.amounts.events + b.amounts.events,
        repeats: a.amounts.repeats + b.amounts.repeats,
        late: a.amounts.late + b.amounts.late,
      },
    };
  }
  if (a.table === 'latencies' && b.table === 'latencies') return { ...a, readings: a.readings + b.readings };
  if (a.table === 'activity' && b.table === 'activity') return { ...a, deliveries: a.deliveries + b.deliveries };
  throw new TypeError('Only changes of one row can be summed.');
}

/** Whether a row holds nothing and can go. */
export function isZero(change: FigureChange): boolean {
  switch (change.table) {
    case 'messages': {
      const { messages, events, repeats, late } = change.amounts;
      return messages === 0 && events === 0 && repeats === 0 && late === 0;
    }
    case 'latencies':
      return change.readings === 0;
    case 'activity':
      return change.deliveries === 0;
  }
}

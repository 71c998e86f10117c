import { amountsOf, dayOfHour, hourOf, minuteOf, type Series, seriesOf } from '../figures.ts';
import { isAwaited, passesLatencySeries, passesSeries, withCutNumber } from '../message-filter.ts';
import type { SeriesFigures, SummaryFigures, SummaryQuery } from '../store-requests.ts';
import { messageOf } from './queries.ts';
import type { MemoryTables } from './tables.ts';

/** The figures of a memory store. */
export function summarize(tables: MemoryTables, query: SummaryQuery): SummaryFigures {
  const filter = withCutNumber(query.filter);
  const from = filter.since === undefined ? Number.NEGATIVE_INFINITY : hourOf(filter.since);
  const until = filter.until === undefined ? Number.POSITIVE_INFINITY : hourOf(filter.until);
  const within = (hour: number) => hour >= from && hour < until;
  const bucketOf = (hour: number) => (query.interval === 'hour' ? hour : dayOfHour(hour));

  const totals = new Map<string, SeriesFigures>();
  const timeline = new Map<string, { bucket: number; status: Series['status']; messages: number }>();
  const latencies = new Map<string, SummaryFigures['latencies'][number]>();
  let recentCallbacks = 0;
  for (const row of tables.figures.values()) {
    switch (row.table) {
      case 'messages': {
        if (!within(row.hour) || !passesSeries(row.series, filter)) break;
        const bucket = bucketOf(row.hour);
        addSeries(totals, JSON.stringify(row.series), { series: row.series, ...row.amounts });
        const key = `${bucket} ${row.series.status}`;
        const messages = (timeline.get(key)?.messages ?? 0) + row.amounts.messages;
        timeline.set(key, { bucket, status: row.series.status, messages });
        break;
      }
      case 'latencies': {
        if (!within(row.hour) || !passesLatencySeries(row.series, filter)) break;
        const key = `${row.measure} ${row.clock} ${row.step}`;
        const readings = (latencies.get(key)?.readings ?? 0) + row.readings;
        latencies.set(key, { measure: row.measure, clock: row.clock, step: row.step, readings });
        break;
      }
      case 'activity':
        if (
          row.source === 'callback' &&
          row.minute >= minuteOf(query.recentSince) &&
          (filter.projectId === undefined || row.projectId === filter.projectId)
        ) {
          recentCallbacks += row.deliveries;
        }
    }
  }

  const awaited = new Map<string, SeriesFigures & { bucket: number }>();
  let due = 0;
  let dueSince: string | null = null;
  for (const row of tables.messages.values()) {
    const { nextCheckAt } = row.check;
    if (nextCheckAt !== null && nextCheckAt <= query.now) {
      due += 1;
      if (dueSince === null || nextCheckAt < dueSince) dueSince = nextCheckAt;
    }
    const message = messageOf(row);
    const { evidence } = message;
    if (!isAwaited(evidence, query.receiptCutoff)) continue;
    const hour = hourOf(evidence.firstSeenAt);
    const series = seriesOf(evidence);
    if (!within(hour) || !passesSeries(series, filter)) continue;
    const bucket = bucketOf(hour);
    addSeries(awaited, `${bucket} ${JSON.stringify(series)}`, { series, bucket, ...amountsOf(message) });
  }

  const tallies = new Map<string, number>();
  for (const [key, amount] of tables.tallies) {
    const [hour, projectId, name] = JSON.parse(key) as [number, string, string];
    if (!within(hour) || (filter.projectId !== undefined && filter.projectId !== projectId)) continue;
    tallies.set(name, (tallies.get(name) ?? 0) + amount);
  }

  const last = [...tables.lastCallbackAt]
    .filter(([projectId]) => filter.projectId === undefined || filter.projectId === projectId)
    .map(([, at]) => at)
    .sort();
  return {
    totals: [...totals.values()],
    timeline: [...timeline.values()],
    awaited: [...awaited.values()],
    latencies: [...latencies.values()],
    tallies: [...tallies].map(([name, amount]) => ({ name, amount })),
    recentCallbacks,
    lastCallbackAt: last.at(-1) ?? null,
    quarantined: [...tables.quarantine.values()].filter(({ state }) => state === 'held').length,
    due: Math.min(due, 10_000),
    dueSince,
  };
}

function addSeries<Figures extends SeriesFigures>(rows: Map<string, Figures>, key: string, figures: Figures): void {
  const row = rows.get(key);
  rows.set(
    key,
    row === undefined
      ? figures
      : {
          ...row,
          messages: row.messages + figures.messages,
          events: row.events + figures.events,
          repeats: row.repeats + figures.repeats,
          late: row.late + figures.late,
        },
  );
}

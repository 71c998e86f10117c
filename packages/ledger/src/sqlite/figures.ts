import { dayOfHour, type FigureChange } from '../figures.ts';
import { encodeText } from '../storable-text.ts';
import type { Connection } from './connection.ts';
import { cellOf, type DayChange } from './day-page.ts';
import type { Memory } from './memory.ts';
import type { SeriesIndex } from './series.ts';

type Change<Table extends FigureChange['table']> = Extract<FigureChange, { readonly table: Table }>;

/** Adds changes to the rollups, by hour and by day; rows that come to hold nothing go. */
export function writeFigures(connection: Connection, memory: Memory, changes: readonly FigureChange[]): void {
  const days = new Map<number, DayChange[]>();
  const tell = (hour: number, change: DayChange) => {
    const day = dayOfHour(hour);
    const known = days.get(day);
    if (known === undefined) days.set(day, [change]);
    else known.push(change);
  };
  for (const change of changes) {
    if (change.table === 'messages') tell(change.hour, writeMessages(connection, memory.index, change));
    else if (change.table === 'latencies') tell(change.hour, writeLatencies(connection, memory.index, change));
    else writeActivity(connection, change);
  }
  for (const [day, ofDay] of days) {
    const row = connection
      .statement(
        `INSERT INTO statuswire_days (day, version) VALUES (?, 1) ON CONFLICT DO UPDATE SET version = version + 1
         RETURNING version`,
      )
      .get(day);
    memory.wroteDay(day, Number(row?.version), ofDay);
  }
}

function writeMessages({ statement }: Connection, index: SeriesIndex, change: Change<'messages'>): DayChange {
  const { hour, amounts } = change;
  const { messages, events, repeats, late } = amounts;
  const { status } = change.series;
  const series = index.series.idOf(change.series);
  for (const [grain, bucket] of grainsOf(hour)) {
    statement(
      `INSERT INTO statuswire_figures (grain, bucket, status, series, messages, events, repeats, late)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
       messages = messages + excluded.messages, events = events + excluded.events,
       repeats = repeats + excluded.repeats, late = late + excluded.late`,
    ).run(grain, bucket, status, series, messages, events, repeats, late);
    if (messages < 0) {
      statement(
        `DELETE FROM statuswire_figures WHERE grain = ? AND bucket = ? AND status = ? AND series = ?
         AND messages = 0 AND events = 0 AND repeats = 0 AND late = 0`,
      ).run(grain, bucket, status, series);
    }
  }
  return { table: 'messages', hour, series, status, messages, events, repeats, late };
}

function writeLatencies({ statement }: Connection, index: SeriesIndex, change: Change<'latencies'>): DayChange {
  const { hour, measure, clock, step, readings } = change;
  const line = index.lines.idOf(change.series);
  for (const [grain, bucket] of grainsOf(hour)) {
    statement(
      `INSERT INTO statuswire_latencies (grain, bucket, line, measure, clock, step, readings)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET readings = readings + excluded.readings`,
    ).run(grain, bucket, line, measure, clock, step, readings);
    if (readings < 0) {
      statement(
        `DELETE FROM statuswire_latencies WHERE grain = ? AND bucket = ? AND line = ? AND measure = ? AND clock = ?
         AND step = ? AND readings = 0`,
      ).run(grain, bucket, line, measure, clock, step);
    }
  }
  return { table: 'latencies', line, cell: cellOf(measure, clock, step), readings };
}

function writeActivity({ statement }: Connection, change: Change<'activity'>): void {
  const row = [change.minute, encodeText(change.projectId), change.source] as const;
  statement(
    `INSERT INTO statuswire_activity (minute, project_id, source, deliveries) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries`,
  ).run(...row, change.deliveries);
  if (change.deliveries < 0) {
    statement(
      'DELETE FROM statuswire_activity WHERE minute = ? AND project_id = ? AND source = ? AND deliveries = 0',
    ).run(...row);
  }
}

function grainsOf(hour: number): readonly (readonly [grain: number, bucket: number])[] {
  return [
    [0, hour],
    [1, dayOfHour(hour)],
  ];
}

import { type AppendEntry, type AppendPlan, planAppend } from '../append-plan.ts';
import { dayOfHour, type FigureChange } from '../figures.ts';
import { encodeText } from '../storable-text.ts';
import type { AppendOptions, AppendResult } from '../store.ts';
import { type Connection, toInstant } from './connection.ts';
import { findEvent, insertEvent, updateEvent } from './events.ts';
import {
  columnsOf,
  findMessage,
  insertMessage,
  type MessageRow,
  plannedCheck,
  updateMessage,
  writeVariables,
} from './messages.ts';
import type { SeriesIndex } from './series.ts';

/** Records a batch. Within a writing transaction. */
export function append(
  connection: Connection,
  index: SeriesIndex,
  entries: readonly AppendEntry[],
  options: AppendOptions,
): readonly AppendResult[] {
  const rows = new Map<string, MessageRow>();
  const plan = planAppend(entries, {
    message: (key, identity) => {
      const row = findMessage(connection, identity);
      if (row !== null) rows.set(key, row);
      return row?.message ?? null;
    },
    event: (key, eventKey, identity) => findEvent(connection, rows.get(key)?.id ?? 0, eventKey, identity),
  });
  const ids = writeMessages(connection, index, plan, rows, options);
  for (const { messageKey, before, after } of plan.events) {
    const id = ids.get(messageKey) ?? 0;
    if (before === null) insertEvent(connection, id, after);
    else updateEvent(connection, id, after);
  }
  writeFigures(connection, index, plan.figures);
  writeLastCallbacks(connection, plan);
  return plan.states.map((message, position) => ({ inserted: plan.inserted[position] ?? false, message }));
}

function writeMessages(
  connection: Connection,
  index: SeriesIndex,
  plan: AppendPlan,
  rows: ReadonlyMap<string, MessageRow>,
  { checkAt }: AppendOptions,
): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const wordy = new Set<string>();
  for (const { messageKey, after } of plan.events) {
    if (after.body !== null || after.provenance !== null) wordy.add(messageKey);
  }
  for (const { messageKey, before, after, state, moved } of plan.messages) {
    const known = rows.get(messageKey);
    const columns = {
      ...columnsOf(after, wordy.has(messageKey) || known?.row.has_texts === 1, index),
      ...(moved ? plannedCheck(checkAt(state)) : {}),
    };
    const id = known?.id ?? insertMessage(connection, after.evidence, columns);
    if (known !== undefined) updateMessage(connection, id, known.row, columns);
    writeVariables(connection, id, before, after);
    ids.set(messageKey, id);
  }
  return ids;
}

/** Adds changes to the rollups, by hour and by day; rows that come to hold nothing go. */
export function writeFigures({ statement }: Connection, index: SeriesIndex, changes: readonly FigureChange[]): void {
  const days = new Set<number>();
  for (const change of changes) {
    if (change.table !== 'activity') days.add(dayOfHour(change.hour));
    switch (change.table) {
      case 'messages': {
        const { messages, events, repeats, late } = change.amounts;
        const series = index.idOf(change.series);
        const { status } = change.series;
        for (const [grain, bucket] of grainsOf(change.hour)) {
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
        break;
      }
      case 'latencies': {
        const { series, measure, clock, step, readings } = change;
        for (const [grain, bucket] of grainsOf(change.hour)) {
          const row = [
            grain,
            bucket,
            encodeText(series.projectId),
            encodeText(series.number),
            series.dialect,
            series.kind,
            measure,
            clock,
            step,
          ] as const;
          statement(
            `INSERT INTO statuswire_latencies
             (grain, bucket, project_id, number, dialect, kind, measure, clock, step, readings)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET readings = readings + excluded.readings`,
          ).run(...row, readings);
          if (readings < 0) {
            statement(
              `DELETE FROM statuswire_latencies WHERE grain = ? AND bucket = ? AND project_id = ? AND number = ?
               AND dialect = ? AND kind = ? AND measure = ? AND clock = ? AND step = ? AND readings = 0`,
            ).run(...row);
          }
        }
        break;
      }
      case 'activity': {
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
    }
  }
  for (const day of days) {
    statement(
      'INSERT INTO statuswire_days (day, version) VALUES (?, 1) ON CONFLICT DO UPDATE SET version = version + 1',
    ).run(day);
  }
}

function grainsOf(hour: number): readonly (readonly [grain: number, bucket: number])[] {
  return [
    [0, hour],
    [1, dayOfHour(hour)],
  ];
}

function writeLastCallbacks({ statement }: Connection, plan: AppendPlan): void {
  const latest = new Map<string, number>();
  for (const { after } of plan.events) {
    if (after.callbackDeliveries === 0) continue;
    const at = toInstant(after.lastReceivedAt);
    latest.set(after.projectId, Math.max(latest.get(after.projectId) ?? at, at));
  }
  for (const [projectId, at] of latest) {
    statement(
      `INSERT INTO statuswire_last_callbacks (project_id, at) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
    ).run(encodeText(projectId), at);
  }
}

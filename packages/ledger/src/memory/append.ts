import { type AppendEntry, type AppendPlan, planAppend } from '../append-plan.ts';
import type { EventRecord } from '../event-record.ts';
import { figureKey, isZero, sum } from '../figure-changes.ts';
import type { FigureChange, MessageRecord } from '../figures.ts';
import type { AppendOptions, AppendResult } from '../store-requests.ts';
import { greaterText } from '../text-order.ts';
import type { MemoryTables } from './tables.ts';

/** Plans a batch against the tables, then writes all of it: nothing between the two can fail half way. */
export function appendToTables(
  tables: MemoryTables,
  entries: readonly AppendEntry[],
  options: AppendOptions,
): readonly AppendResult[] {
  const plan = planAppend(entries, {
    message: (key) => parse<MessageRecord>(tables.messages.get(key)?.record),
    event: (messageKey, key) => parse<EventRecord>(tables.events.get(`${messageKey} ${key}`)?.record),
  });
  const schedule = plan.messages.map(({ moved, state }) => (moved ? options.checkAt(state) : null));
  writeEvents(tables, plan);
  plan.messages.forEach(({ messageKey, after, moved }, index) => {
    const row = tables.messages.get(messageKey);
    const check =
      row === undefined || moved
        ? { nextCheckAt: schedule[index] ?? null, attempts: 0, gone: false, lease: null }
        : row.check;
    if (row === undefined) tables.last.message += 1;
    tables.messages.set(messageKey, { id: row?.id ?? tables.last.message, record: JSON.stringify(after), check });
  });
  applyFigures(tables, plan.figures);
  return plan.states.map((message, index) => ({ inserted: plan.inserted[index] ?? false, message }));
}

function parse<Row>(text: string | undefined): Row | null {
  return text === undefined ? null : (JSON.parse(text) as Row);
}

function writeEvents(tables: MemoryTables, plan: AppendPlan): void {
  for (const { messageKey, after } of plan.events) {
    const rowKey = `${messageKey} ${after.key}`;
    const row = tables.events.get(rowKey);
    if (row === undefined) {
      tables.feed.push(rowKey);
      const rows = tables.eventsOfMessage.get(messageKey);
      if (rows === undefined) tables.eventsOfMessage.set(messageKey, new Set([rowKey]));
      else rows.add(rowKey);
    }
    const sequence = row?.sequence ?? tables.feed.length;
    tables.events.set(rowKey, { sequence, messageKey, record: JSON.stringify(after) });
    if (after.callbackDeliveries > 0) {
      const last = tables.lastCallbackAt.get(after.projectId) ?? '';
      tables.lastCallbackAt.set(after.projectId, greaterText(last, after.lastReceivedAt));
    }
  }
}

/** Adds changes to the figures; rows that come to hold nothing go. */
export function applyFigures(tables: MemoryTables, changes: readonly FigureChange[]): void {
  for (const change of changes) {
    const key = figureKey(change);
    const row = tables.figures.get(key);
    const after = row === undefined ? change : sum(row, change);
    if (isZero(after)) tables.figures.delete(key);
    else tables.figures.set(key, after);
  }
}

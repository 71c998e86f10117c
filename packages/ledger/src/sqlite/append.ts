import { type AppendEntry, type AppendPlan, planAppend } from '../append-plan.ts';
import { hasTexts } from '../retention.ts';
import { encodeText } from '../storable-text.ts';
import type { AppendOptions, AppendResult } from '../store-requests.ts';
import { type Connection, toInstant } from './connection.ts';
import { findEvent, insertEvent, mayBeKnown, updateEvent } from './events.ts';
import { writeFigures } from './figures.ts';
import type { Memory } from './memory.ts';
import {
  columnsOf,
  findMessage,
  insertMessage,
  keepsTexts,
  type MessageRow,
  plannedCheck,
  updateMessage,
  writeVariables,
} from './messages.ts';

/**
 * Records a batch. Within a writing transaction. Facts that cannot be known, as far as their keys tell, are not looked up
 * unless `thorough`: where a key was used for another fact this fails as a duplicate, and only a thorough look says why.
 */
export function append(
  connection: Connection,
  memory: Memory,
  entries: readonly AppendEntry[],
  options: AppendOptions & { readonly thorough: boolean },
): readonly AppendResult[] {
  const rows = new Map<string, MessageRow>();
  const plan = planAppend(entries, {
    message: (key, identity) => {
      const row = memory.recent.find(key) ?? findMessage(connection, identity);
      if (row !== null) rows.set(key, row);
      return row?.message ?? null;
    },
    figures: (key) => rows.get(key)?.figures,
    event(key, eventKey, identity) {
      const row = rows.get(key);
      if (row === undefined) return null;
      const message = { id: row.id, key };
      const lookUp = options.thorough || mayBeKnown(eventKey, message, row.message.evidence);
      return lookUp ? findEvent(connection, message, eventKey, identity) : null;
    },
  });
  const ids = writeMessages(connection, memory, plan, rows, options);
  for (const { messageKey, before, after } of plan.events) {
    const message = { id: ids.get(messageKey) ?? 0, key: messageKey };
    if (before === null) insertEvent(connection, message, after);
    else updateEvent(connection, message, after);
  }
  writeFigures(connection, memory, plan.figures);
  writeLastCallbacks(connection, plan);
  return plan.states.map((message, position) => ({ inserted: plan.inserted[position] ?? false, message }));
}

function writeMessages(
  connection: Connection,
  memory: Memory,
  plan: AppendPlan,
  rows: ReadonlyMap<string, MessageRow>,
  { checkAt }: AppendOptions,
): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const wordy = new Set<string>();
  for (const { messageKey, after } of plan.events) {
    if (hasTexts(after)) wordy.add(messageKey);
  }
  for (const { messageKey, before, after, figures, state, moved } of plan.messages) {
    const known = rows.get(messageKey);
    const withTexts = wordy.has(messageKey) || (known !== undefined && keepsTexts(known));
    const columns = columnsOf(after, withTexts, memory.index, figures);
    const check = moved ? plannedCheck(checkAt(state)) : null;
    const id = known?.id ?? insertMessage(connection, after.evidence, columns, check ?? plannedCheck(null));
    if (known !== undefined) updateMessage(connection, known, columns, check);
    writeVariables(connection, id, before, after);
    memory.wroteMessage(messageKey, { id, message: after, columns, figures });
    ids.set(messageKey, id);
  }
  return ids;
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

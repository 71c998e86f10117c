import type { EventRecord } from '../event-record.ts';
import { createFigureChanges } from '../figure-changes.ts';
import { figuresOfEvent, figuresOfMessage } from '../figures.ts';
import { eventWithoutTexts, hasTexts, messageWithoutTexts } from '../retention.ts';
import type { PruneRequest, PruneResult } from '../store-requests.ts';
import { applyFigures } from './append.ts';
import { messageOf } from './queries.ts';
import type { MemoryTables } from './tables.ts';

/** Deletes from the tables what a request says. */
export function pruneTables(tables: MemoryTables, request: PruneRequest): PruneResult {
  const rows = [...tables.messages].map(([key, row]) => ({ key, row, message: messageOf(row) }));
  const seenBefore = (at: string | null) =>
    at === null ? [] : rows.filter(({ message }) => message.evidence.lastSeenAt < at);
  const doomed = seenBefore(request.messagesBefore).slice(0, request.limit);
  let events = 0;
  for (const { key, message } of doomed) {
    const changes = createFigureChanges();
    changes.subtract(figuresOfMessage(message));
    for (const rowKey of tables.eventsOfMessage.get(key) ?? []) {
      const event = tables.events.get(rowKey);
      if (event === undefined) continue;
      changes.subtract(figuresOfEvent(JSON.parse(event.record) as EventRecord));
      tables.events.delete(rowKey);
      tables.feed[event.sequence - 1] = null;
      events += 1;
    }
    applyFigures(tables, changes.rows());
    tables.eventsOfMessage.delete(key);
    tables.messages.delete(key);
  }

  const left = request.limit - doomed.length;
  const wordy = seenBefore(request.textsBefore).filter(({ key }) => tables.messages.has(key) && anyTexts(tables, key));
  const silenced = wordy.slice(0, left);
  for (const { key, row, message } of silenced) {
    tables.messages.set(key, { ...row, record: JSON.stringify(messageWithoutTexts(message)) });
    for (const rowKey of tables.eventsOfMessage.get(key) ?? []) {
      const event = tables.events.get(rowKey);
      if (event === undefined) continue;
      const record = eventWithoutTexts(JSON.parse(event.record) as EventRecord);
      tables.events.set(rowKey, { ...event, record: JSON.stringify(record) });
    }
  }

  const quarantined = [...tables.quarantine.values()].filter(
    ({ state, lastReceivedAt }) =>
      state !== 'held' && request.quarantineBefore !== null && lastReceivedAt < request.quarantineBefore,
  );
  for (const { id } of quarantined.slice(0, request.limit)) tables.quarantine.delete(id);
  return {
    texts: silenced.length,
    messages: doomed.length,
    events,
    quarantined: Math.min(quarantined.length, request.limit),
    done: left > 0 && silenced.length === wordy.length && quarantined.length <= request.limit,
  };
}

function anyTexts(tables: MemoryTables, messageKey: string): boolean {
  return [...(tables.eventsOfMessage.get(messageKey) ?? [])].some((rowKey) => {
    const event = tables.events.get(rowKey);
    if (event === undefined) return false;
    return hasTexts(JSON.parse(event.record) as EventRecord);
  });
}

import { createFigureChanges } from '../figure-changes.ts';
import { figuresOfEvent, figuresOfMessage } from '../figures.ts';
import { messageKey } from '../message-identity.ts';
import { eventWithoutTexts, messageWithoutTexts } from '../retention.ts';
import type { PruneRequest, PruneResult } from '../store-requests.ts';
import { type Connection, type Row, toInstant } from './connection.ts';
import { recordOfRow, updateEvent } from './events.ts';
import { writeFigures } from './figures.ts';
import type { Memory } from './memory.ts';
import { columnsOf, messageColumns, messageOfRow, rowColumns, rowOf, searchable, updateMessage } from './messages.ts';
import type { SeriesIndex } from './series.ts';

/** Deletes what a request says. Within a writing transaction. */
export function prune(connection: Connection, memory: Memory, request: PruneRequest): PruneResult {
  const { statement } = connection;
  memory.wroteElsewhere();
  const doomed =
    request.messagesBefore === null
      ? []
      : statement(
          `SELECT id, ${messageColumns} FROM statuswire_messages INDEXED BY statuswire_messages_last_seen
           WHERE last_seen_at < ? ORDER BY last_seen_at LIMIT ?`,
        ).all(toInstant(request.messagesBefore), request.limit);
  const events = doomed.reduce((count, row) => count + deleteMessage(connection, memory, row), 0);

  const left = request.limit - doomed.length;
  const wordy =
    request.textsBefore === null
      ? []
      : statement(
          // First seen before it, too: that bounds what is looked at to messages that were under way then.
          `SELECT ${rowColumns} FROM statuswire_messages INDEXED BY statuswire_messages_texts
           WHERE has_texts = 1 AND first_seen_at < ? AND last_seen_at < ? ORDER BY first_seen_at LIMIT ?`,
        ).all(toInstant(request.textsBefore), toInstant(request.textsBefore), left);
  for (const row of wordy) deleteTexts(connection, memory.index, row);

  const quarantined =
    request.quarantineBefore === null
      ? 0
      : Number(
          statement(
            `DELETE FROM statuswire_quarantine WHERE id IN (SELECT id FROM statuswire_quarantine
             WHERE state <> 'held' AND last_received_at < ? LIMIT ?)`,
          ).run(toInstant(request.quarantineBefore), request.limit).changes,
        );
  return {
    texts: wordy.length,
    messages: doomed.length,
    events,
    quarantined,
    // A full step may have been the last; the next one, which finds nothing, says so.
    done: doomed.length + wordy.length < request.limit && quarantined < request.limit,
  };
}

function deleteMessage(connection: Connection, memory: Memory, row: Row): number {
  const { statement } = connection;
  const id = Number(row.id);
  const message = messageOfRow(row);
  const changes = createFigureChanges();
  changes.subtract(figuresOfMessage(message));
  const events = statement('SELECT fact, record FROM statuswire_events WHERE message = ?').all(id);
  for (const event of events) changes.subtract(figuresOfEvent(recordOfRow(event, message.evidence)));
  writeFigures(connection, memory, changes.rows());
  statement('DELETE FROM statuswire_events WHERE message = ?').run(id);
  for (const value of searchable(message)) {
    statement('DELETE FROM statuswire_variables WHERE value = ? AND message = ?').run(value, id);
  }
  statement('DELETE FROM statuswire_messages WHERE id = ?').run(id);
  return events.length;
}

function deleteTexts(connection: Connection, index: SeriesIndex, row: Row): void {
  const known = rowOf(row);
  const { id, message } = known;
  const events = connection.statement('SELECT fact, record FROM statuswire_events WHERE message = ?').all(id);
  const owner = { id, key: messageKey(message.evidence) };
  for (const event of events) updateEvent(connection, owner, eventWithoutTexts(recordOfRow(event, message.evidence)));
  updateMessage(connection, known, columnsOf(messageWithoutTexts(message), false, index), null);
}

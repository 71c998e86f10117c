import type { EventRecord } from '../event-record.ts';
import type { MessageRecord } from '../figures.ts';
import { passesFilter } from '../message-filter.ts';
import { type MessageState, stateOf } from '../message-state.ts';
import { decodeCursor, encodeCursor } from '../page-cursor.ts';
import type { ListQuery, Page, RecordedEvent } from '../store-requests.ts';
import { recordedEvent } from '../timeline.ts';
import type { MemoryEvent, MemoryMessage, MemoryTables } from './tables.ts';

/** A message row as what it holds. */
export function messageOf(row: MemoryMessage): MessageRecord {
  return JSON.parse(row.record) as MessageRecord;
}

/** An event row as its readers see it. */
export function eventOf(row: MemoryEvent): RecordedEvent {
  return recordedEvent(JSON.parse(row.record) as EventRecord, String(row.sequence));
}

/** The state of a message row. */
export function stateOfRow(row: MemoryMessage): MessageState {
  const { evidence, eventCount } = messageOf(row);
  return stateOf(evidence, eventCount);
}

/** One page of messages. Looks at all of them: a memory store is for tests and small traffic. */
export function listMessages(tables: MemoryTables, query: ListQuery): Page<MessageState> {
  const after = query.after === null ? null : decodeCursor(query.after, ['string', 'number']);
  const sign = query.order === 'ascending' ? 1 : -1;
  const compare = (a: readonly (string | number)[], b: readonly (string | number)[]) => {
    const [timeA = '', idA = 0] = a;
    const [timeB = '', idB = 0] = b;
    if (timeA !== timeB) return timeA < timeB ? -sign : sign;
    return sign * (Number(idA) - Number(idB));
  };
  const found = [...tables.messages.values()]
    .map((row) => ({ id: row.id, message: messageOf(row) }))
    .filter(({ message }) => passesFilter(message, query.filter, query.receiptCutoff))
    .map(({ id, message }) => ({ position: [message.evidence[query.sort], id] as const, message }))
    .filter(({ position }) => after === null || compare(position, after) > 0)
    .sort((a, b) => compare(a.position, b.position));
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ message }) => stateOf(message.evidence, message.eventCount)),
    next: last === undefined || found.length <= query.limit ? null : encodeCursor(last.position),
  };
}

import { type MessageFilter, passesFilter } from '../message-filter.ts';
import { type MessageState, stateOf } from '../message-state.ts';
import { decodeCursor, encodeCursor } from '../page-cursor.ts';
import type { ListQuery, Page } from '../store-requests.ts';
import type { Database, Statements } from './database.ts';
import { findPositions, type Position } from './list-positions.ts';
import { messageColumns, messageOfRow } from './message-rows.ts';
import { arrayOf } from './parameters.ts';

// A page is one moment's: between finding messages and reading them nothing may move.
const begin = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** One page of messages. */
export function listMessages(database: Database, query: ListQuery): Promise<Page<MessageState>> {
  const after = query.after === null ? null : positionOf(query.after);
  // An empty search finds everything.
  const { search, ...rest } = query.filter;
  const filter: MessageFilter = search === undefined || search === '' ? rest : { ...rest, search };
  return database.transact(begin, async (statements) => {
    const { found, end } = await findPositions(statements, { ...query, filter }, after);
    const items: MessageState[] = [];
    // Read in parts that grow: a search is decided by what the messages themselves say.
    for (let from = 0, size = query.limit; from < found.length; from += size, size = Math.min(4 * size, largestPart)) {
      const part = found.slice(from, from + size);
      const messages = await readMessages(statements, part);
      for (const [index, position] of part.entries()) {
        const message = messages.get(position.id);
        if (message === undefined || !passesFilter(message, filter, query.receiptCutoff)) continue;
        items.push(stateOf(message.evidence, message.eventCount));
        if (items.length < query.limit) continue;
        const isLast = end === null && from + index === found.length - 1;
        return { items, next: isLast ? null : cursorOf(position) };
      }
    }
    return { items, next: end === null ? null : cursorOf(end) };
  });
}

const largestPart = 1_000;

const selectMessages = `
SELECT ${messageColumns}, message.id FROM statuswire.messages message WHERE id = ANY ($1::bigint[])`;

async function readMessages(statements: Statements, positions: readonly Position[]) {
  const rows = await statements.run(selectMessages, [arrayOf(positions.map(({ id }) => id))]);
  return new Map(rows.map((row) => [Number(row.at(-1)), messageOfRow(row)]));
}

function cursorOf({ at, id }: Position): string {
  return encodeCursor([at, id]);
}

function positionOf(cursor: string): Position {
  const [at = 0, id = 0] = decodeCursor(cursor, ['number', 'number']).map(Number);
  return { at, id };
}

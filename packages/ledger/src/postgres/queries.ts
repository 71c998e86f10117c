import { type MessageIdentity, messageKey } from '../message-identity.ts';
import type { MessageState } from '../message-state.ts';
import { decodeFeedCursor } from '../page-cursor.ts';
import type { FeedPage, FeedQuery, RecordedEvent } from '../store-requests.ts';
import { compareTimeline } from '../timeline.ts';
import type { Database } from './database.ts';
import { digestOf } from './digest.ts';
import { eventColumns, recordedEventOfRow } from './event-rows.ts';
import { notMigrated } from './failures.ts';
import { messageColumns, stateOfRow } from './message-rows.ts';

/** The digest that a message is found by. */
export function messageDigest(identity: MessageIdentity): string {
  return digestOf(messageKey(identity));
}

const selectMessage = `SELECT ${messageColumns} FROM statuswire.messages message WHERE digest = $1::uuid`;

/** The state of one message. */
export async function readMessage(database: Database, identity: MessageIdentity): Promise<MessageState | null> {
  const [row] = await database.run(selectMessage, [messageDigest(identity)]);
  return row === undefined ? null : stateOfRow(row);
}

const selectTimeline = `
SELECT ${eventColumns}
FROM statuswire.messages message JOIN statuswire.events event ON event.message_id = message.id
WHERE message.digest = $1::uuid`;

/** The facts of one message. */
export async function readTimeline(database: Database, identity: MessageIdentity): Promise<readonly RecordedEvent[]> {
  const rows = await database.run(selectTimeline, [messageDigest(identity)]);
  return rows.map(recordedEventOfRow).sort(compareTimeline);
}

const selectFeed = `
SELECT ${eventColumns}
FROM statuswire.events event JOIN statuswire.messages message ON message.id = event.message_id
WHERE event.position > $1::bigint ORDER BY event.position LIMIT $2::integer`;

// Gap-free without more ado: positions are given out under the lock on `head`, which its holder keeps until what it wrote
// can be seen. So whoever sees a position sees all before it.
/** A part of the feed. */
export async function readFeed(database: Database, query: FeedQuery): Promise<FeedPage> {
  const rows = await database.run(selectFeed, [decodeFeedCursor(query.after), query.limit]);
  const events = rows.map(recordedEventOfRow);
  return { events, cursor: events.at(-1)?.cursor ?? query.after ?? '0' };
}

const selectFeedEnd = 'SELECT last_position FROM statuswire.head';

/** Where the feed ends. */
export async function readFeedEnd(database: Database): Promise<string> {
  const [row] = await database.run(selectFeedEnd, []);
  if (row === undefined) throw notMigrated();
  return String(row[0]);
}

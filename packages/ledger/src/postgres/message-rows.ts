import { amountsOf, type MessageRecord, seriesOf } from '../figures.ts';
import { awaitedSince } from '../message-filter.ts';
import { isConflicted, type MessageState, stateOf } from '../message-state.ts';
import { decodeEvidence, encodeEvidence } from '../row-codec.ts';
import { decodeText, encodeText } from '../storable-text.ts';
import type { Row, Statements } from './database.ts';
import type { DictionaryIds } from './dictionary.ts';
import { toMilliseconds, toMillisecondsOrNull } from './instant.ts';
import { arrayOf, linesOf } from './parameters.ts';

/** A row to write: new, or in place of what stands there under its id. */
export interface MessageRow {
  readonly id: number;
  readonly isNew: boolean;
  readonly digest: string;
  readonly message: MessageRecord;
  /** One of the events that are written along has a text or provenance. */
  readonly hasTexts: boolean;
  /** The check is planned anew. */
  readonly moved: boolean;
  readonly nextCheckAt: number | null;
}

// A check that is settled at the same time is not lost: an update reads the newest version of its row, and takes from it
// what it does not change.
const writeMessages = `
WITH change AS MATERIALIZED (
  SELECT * FROM unnest(
    $1::bigint[], $2::boolean[], $3::uuid[], $4::text[], $5::text[], string_to_array($6, E'\\n'), $7::bigint[],
    $8::bigint[], $9::integer[], $10::bigint[], $11::bigint[], $12::boolean[], $13::bigint[], $14::boolean[],
    $15::bigint[], $16::boolean[], $17::bigint[]
  ) AS change (
    id, is_new, digest, project_id, message_id, evidence, event_count, delivery_count, series_id,
    first_seen_at, last_seen_at, conflicted, awaited_since, has_texts, late_count, moved, next_check_at
  )
), added AS (
  INSERT INTO statuswire.messages (
    id, digest, project_id, message_id, evidence, event_count, delivery_count, series_id, first_seen_at, last_seen_at,
    conflicted, awaited_since, has_texts, late_count, next_check_at
  )
  SELECT id, digest, project_id, message_id, evidence, event_count, delivery_count, series_id, first_seen_at,
    last_seen_at, conflicted, awaited_since, has_texts, late_count, next_check_at
  FROM change WHERE is_new
)
UPDATE statuswire.messages message
SET evidence = change.evidence, event_count = change.event_count, delivery_count = change.delivery_count,
  series_id = change.series_id, first_seen_at = change.first_seen_at, last_seen_at = change.last_seen_at,
  conflicted = change.conflicted, awaited_since = change.awaited_since,
  has_texts = message.has_texts OR change.has_texts, late_count = change.late_count,
  next_check_at = CASE WHEN change.moved THEN change.next_check_at ELSE message.next_check_at END,
  check_attempts = CASE WHEN change.moved THEN 0 ELSE message.check_attempts END,
  gone = message.gone AND NOT change.moved,
  lease_owner = CASE WHEN change.moved THEN NULL ELSE message.lease_owner END,
  lease_until = CASE WHEN change.moved THEN NULL ELSE message.lease_until END
FROM change
WHERE message.id = change.id AND NOT change.is_new`;

/** Writes messages. Only while nobody else writes facts. */
export async function writeMessageRows(
  statements: Statements,
  rows: readonly MessageRow[],
  ids: DictionaryIds,
): Promise<void> {
  const messages = rows.map(({ message }) => message);
  const evidences = messages.map(({ evidence }) => evidence);
  await statements.run(writeMessages, [
    arrayOf(rows.map(({ id }) => id)),
    arrayOf(rows.map(({ isNew }) => isNew)),
    arrayOf(rows.map(({ digest }) => digest)),
    // Known rows keep theirs.
    rows.map(({ isNew, message }) => (isNew ? encodeText(message.evidence.projectId) : '')),
    rows.map(({ isNew, message }) => (isNew ? encodeText(message.evidence.messageId) : '')),
    linesOf(evidences.map(encodeEvidence)),
    arrayOf(messages.map(({ eventCount }) => eventCount)),
    arrayOf(messages.map(({ deliveryCount }) => deliveryCount)),
    arrayOf(evidences.map((evidence) => ids.series(seriesOf(evidence)))),
    arrayOf(evidences.map(({ firstSeenAt }) => toMilliseconds(firstSeenAt))),
    arrayOf(evidences.map(({ lastSeenAt }) => toMilliseconds(lastSeenAt))),
    arrayOf(evidences.map(({ statuses }) => isConflicted(statuses))),
    arrayOf(evidences.map((evidence) => toMillisecondsOrNull(awaitedSince(evidence)))),
    arrayOf(rows.map(({ hasTexts }) => hasTexts)),
    arrayOf(messages.map((message) => amountsOf(message).late)),
    arrayOf(rows.map(({ moved }) => moved)),
    arrayOf(rows.map(({ nextCheckAt }) => nextCheckAt)),
  ]);
}

/** The columns of `message` that `messageOfRow` reads. */
export const messageColumns =
  'message.project_id, message.message_id, message.evidence, message.event_count, message.delivery_count';

/** The message of a row that begins with `messageColumns`. */
export function messageOfRow([projectId, messageId, evidence, eventCount, deliveryCount]: Row): MessageRecord {
  const identity = { projectId: decodeText(String(projectId)), messageId: decodeText(String(messageId)) };
  return {
    evidence: decodeEvidence(String(evidence), identity),
    eventCount: Number(eventCount),
    deliveryCount: Number(deliveryCount),
  };
}

/** The state of a row that begins with `messageColumns`. */
export function stateOfRow(row: Row): MessageState {
  const { evidence, eventCount } = messageOfRow(row);
  return stateOf(evidence, eventCount);
}

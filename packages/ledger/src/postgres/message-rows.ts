import { amountsOf, type MessageRecord, seriesOf } from '../figures.ts';
import { isConflicted, kindOf, type MessageState, stateOf } from '../message-state.ts';
import { sentAtOf } from '../outcome.ts';
import { statusOfStamp } from '../precedence.ts';
import type { Statements } from './database.ts';
import type { DictionaryIds } from './dictionary.ts';
import { toMilliseconds } from './instant.ts';
import { arrayOf, linesOf } from './parameters.ts';

/** A row to write: new, or in place of what stands there under its id. */
export interface MessageRow {
  readonly id: number;
  readonly isNew: boolean;
  readonly digest: string;
  readonly key: string;
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
    $1::bigint[], $2::boolean[], $3::uuid[], string_to_array($4, E'\\n'), string_to_array($5, E'\\n'), $6::integer[],
    $7::bigint[], $8::bigint[], $9::boolean[], $10::bigint[], $11::boolean[], $12::bigint[], $13::bigint[], $14::bigint[],
    $15::boolean[], $16::bigint[]
  ) AS change (
    id, is_new, digest, key, record, series_id,
    first_seen_at, last_seen_at, conflicted, awaited_since, has_texts, event_count, repeat_count, late_count,
    moved, next_check_at
  )
), added AS (
  INSERT INTO statuswire.messages (
    id, digest, key, record, series_id, first_seen_at, last_seen_at, conflicted, awaited_since, has_texts, event_count,
    repeat_count, late_count, next_check_at
  )
  SELECT id, digest, key, record, series_id, first_seen_at, last_seen_at, conflicted, awaited_since, has_texts,
    event_count, repeat_count, late_count, next_check_at
  FROM change WHERE is_new
)
UPDATE statuswire.messages message
SET record = change.record, series_id = change.series_id, first_seen_at = change.first_seen_at,
  last_seen_at = change.last_seen_at, conflicted = change.conflicted, awaited_since = change.awaited_since,
  has_texts = message.has_texts OR change.has_texts, event_count = change.event_count,
  repeat_count = change.repeat_count, late_count = change.late_count,
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
  const read = rows.map(({ message }) => {
    const { evidence } = message;
    return { evidence, amounts: amountsOf(message), seriesId: ids.series(seriesOf(evidence)) };
  });
  await statements.run(writeMessages, [
    arrayOf(rows.map(({ id }) => id)),
    arrayOf(rows.map(({ isNew }) => isNew)),
    arrayOf(rows.map(({ digest }) => digest)),
    linesOf(rows.map(({ key }) => key)),
    linesOf(rows.map(({ message }) => JSON.stringify(message))),
    arrayOf(read.map(({ seriesId }) => seriesId)),
    arrayOf(read.map(({ evidence }) => toMilliseconds(evidence.firstSeenAt))),
    arrayOf(read.map(({ evidence }) => toMilliseconds(evidence.lastSeenAt))),
    arrayOf(read.map(({ evidence }) => isConflicted(evidence.statuses))),
    arrayOf(read.map(({ evidence }) => awaitedSince(evidence))),
    arrayOf(rows.map(({ hasTexts }) => hasTexts)),
    arrayOf(read.map(({ amounts }) => amounts.events)),
    arrayOf(read.map(({ amounts }) => amounts.repeats)),
    arrayOf(read.map(({ amounts }) => amounts.late)),
    arrayOf(rows.map(({ moved }) => moved)),
    arrayOf(rows.map(({ nextCheckAt }) => nextCheckAt)),
  ]);
}

/** When an SMS that is at `sent` was sent: what `isAwaited` compares with its cutoff. */
function awaitedSince(evidence: MessageRecord['evidence']): number | null {
  if (statusOfStamp(evidence.status.stamp) !== 'sent' || kindOf(evidence) === 'mms') return null;
  return toMilliseconds(sentAtOf(evidence.statuses) ?? evidence.firstSeenAt);
}

/** The message of a `record` column. */
export function messageOfRecord(record: unknown): MessageRecord {
  return JSON.parse(String(record)) as MessageRecord;
}

/** The state of a `record` column. */
export function stateOfRecord(record: unknown): MessageState {
  const { evidence, eventCount } = messageOfRecord(record);
  return stateOf(evidence, eventCount);
}

import { createFigureChanges } from '../figure-changes.ts';
import { figuresOfEvent, figuresOfMessage, type MessageRecord } from '../figures.ts';
import { eventWithoutTexts, messageWithoutTexts } from '../retention.ts';
import { encodeEvent, encodeEvidence } from '../row-codec.ts';
import type { PruneRequest, PruneResult } from '../store-requests.ts';
import type { Statements } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import { eventColumns, eventOfRow } from './event-rows.ts';
import { addFigures } from './figure-rows.ts';
import { toMilliseconds } from './instant.ts';
import { messageColumns, messageOfRow } from './message-rows.ts';
import { arrayOf, linesOf } from './parameters.ts';
import { changeTerms } from './search-terms.ts';
import type { Head, Writing } from './writing.ts';

interface StoredMessage {
  readonly id: number;
  readonly message: MessageRecord;
}

/** Deletes what a request says, in one transaction. */
export function prune(writing: Writing, dictionary: Dictionary, request: PruneRequest): Promise<PruneResult> {
  return writing.alone(async (statements, head) => {
    const doomed = await oldMessages(statements, selectOld, request.messagesBefore, request.limit);
    const events = await deleteMessages(statements, dictionary, head, doomed);
    if (request.messagesBefore !== null && doomed.length < request.limit) await deleteUnused(statements);

    const left = request.limit - doomed.length;
    const wordy = await oldMessages(statements, selectWordy, request.textsBefore, left + 1);
    const silenced = wordy.slice(0, left);
    await deleteTexts(statements, silenced);

    const resolved = await deleteQuarantined(statements, request);
    return {
      texts: silenced.length,
      messages: doomed.length,
      events,
      quarantined: resolved.deleted,
      done: left > 0 && silenced.length === wordy.length && resolved.done,
    };
  });
}

const selectOld = `
SELECT ${messageColumns}, message.id FROM statuswire.messages message
WHERE last_seen_at < $1::bigint ORDER BY last_seen_at, id LIMIT $2::integer FOR UPDATE`;

const selectWordy = `
SELECT ${messageColumns}, message.id FROM statuswire.messages message
WHERE has_texts AND last_seen_at < $1::bigint ORDER BY last_seen_at LIMIT $2::integer FOR UPDATE`;

async function oldMessages(
  statements: Statements,
  select: string,
  before: string | null,
  limit: number,
): Promise<readonly StoredMessage[]> {
  if (before === null || limit <= 0) return [];
  const rows = await statements.run(select, [toMilliseconds(before), limit]);
  return rows.map((row) => ({ id: Number(row.at(-1)), message: messageOfRow(row) }));
}

const deleteEventRows = `
DELETE FROM statuswire.events event USING statuswire.messages message
WHERE event.message_id = ANY ($1::bigint[]) AND message.id = event.message_id
RETURNING ${eventColumns}`;

const deleteMessageRows = `
WITH unsearchable AS (
  DELETE FROM statuswire.search_terms known USING unnest($2::text[], $3::bigint[]) AS old (term, message_id)
  WHERE known.term = old.term AND known.message_id = old.message_id
)
DELETE FROM statuswire.messages WHERE id = ANY ($1::bigint[])`;

async function deleteMessages(
  statements: Statements,
  dictionary: Dictionary,
  head: Head,
  doomed: readonly StoredMessage[],
): Promise<number> {
  if (doomed.length === 0) return 0;
  const ids = arrayOf(doomed.map(({ id }) => id));
  const events = await statements.run(deleteEventRows, [ids]);
  const terms = changeTerms(doomed.map(({ id, message }) => ({ id, before: message, after: null })));
  await statements.run(deleteMessageRows, [
    ids,
    terms.removed.map(([term]) => term),
    arrayOf(terms.removed.map(([, id]) => id)),
  ]);

  const sum = createFigureChanges();
  for (const { message } of doomed) sum.subtract(figuresOfMessage(message));
  for (const row of events) sum.subtract(figuresOfEvent(eventOfRow(row)));
  const changes = sum.rows();
  const dictionaryIds = await dictionary.idsOf(statements, head.dictionaryVersion, {
    lines: changes.flatMap((change) => (change.table === 'latencies' ? [change.series] : [])),
    series: changes.flatMap((change) => (change.table === 'messages' ? [change.series] : [])),
  });
  await addFigures(statements, changes, dictionaryIds);
  return events.length;
}

// What nobody counts in any more says which numbers there were: it goes once the last of its messages has gone.
const deleteUnusedSeries = `
DELETE FROM statuswire.series
WHERE NOT EXISTS (SELECT FROM statuswire.messages WHERE messages.series_id = series.id)
RETURNING true`;

const deleteUnusedLines = `
DELETE FROM statuswire.lines WHERE NOT EXISTS (SELECT FROM statuswire.series WHERE series.line_id = lines.id)`;

const nextDictionaryVersion = 'UPDATE statuswire.head SET dictionary_version = dictionary_version + 1';

async function deleteUnused(statements: Statements): Promise<void> {
  const series = await statements.run(deleteUnusedSeries, []);
  if (series.length === 0) return;
  await statements.run(deleteUnusedLines, []);
  await statements.run(nextDictionaryVersion, []);
}

const selectEvents = `
SELECT ${eventColumns}
FROM statuswire.events event JOIN statuswire.messages message ON message.id = event.message_id
WHERE event.message_id = ANY ($1::bigint[])`;

const writeTextless = `
WITH event_change AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], string_to_array($2, E'\\n')) AS change (position, record)
), message_change AS MATERIALIZED (
  SELECT * FROM unnest($3::bigint[], string_to_array($4, E'\\n')) AS change (id, evidence)
), events AS (
  UPDATE statuswire.events event SET record = event_change.record
  FROM event_change WHERE event.position = event_change.position
)
UPDATE statuswire.messages message SET evidence = message_change.evidence, has_texts = false
FROM message_change WHERE message.id = message_change.id`;

async function deleteTexts(statements: Statements, silenced: readonly StoredMessage[]): Promise<void> {
  if (silenced.length === 0) return;
  const ids = silenced.map(({ id }) => id);
  const rows = await statements.run(selectEvents, [arrayOf(ids)]);
  await statements.run(writeTextless, [
    arrayOf(rows.map(([position]) => Number(position))),
    linesOf(rows.map((row) => encodeEvent(eventWithoutTexts(eventOfRow(row))))),
    arrayOf(ids),
    linesOf(silenced.map(({ message }) => encodeEvidence(messageWithoutTexts(message).evidence))),
  ]);
}

const deleteResolved = `
DELETE FROM statuswire.quarantine WHERE id IN (
  SELECT id FROM statuswire.quarantine
  WHERE state <> 'held' AND last_received_at < $1::bigint ORDER BY last_received_at LIMIT $2::integer
)
RETURNING true`;

const anyResolved = `
SELECT true FROM statuswire.quarantine WHERE state <> 'held' AND last_received_at < $1::bigint LIMIT 1`;

async function deleteQuarantined(
  statements: Statements,
  { quarantineBefore, limit }: PruneRequest,
): Promise<{ readonly deleted: number; readonly done: boolean }> {
  if (quarantineBefore === null) return { deleted: 0, done: true };
  const before = toMilliseconds(quarantineBefore);
  const deleted = await statements.run(deleteResolved, [before, limit]);
  const left = deleted.length < limit ? [] : await statements.run(anyResolved, [before]);
  return { deleted: deleted.length, done: left.length === 0 };
}

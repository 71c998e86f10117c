import { type MessageRecord, numbersOf } from '../figures.ts';
import { searchableVariable, searchTerms } from '../message-filter.ts';
import { encodeText, prefixEnd } from '../storable-text.ts';
import type { Statements } from './database.ts';
import { arrayOf } from './parameters.ts';

/** What a search finds a message by, each once. */
export function termsOf({ evidence }: MessageRecord): ReadonlySet<string> {
  const { ours, theirs } = numbersOf(evidence);
  const variables = Object.values(evidence.customVariables?.value ?? {});
  return new Set([
    `m${encodeText(evidence.messageId)}`,
    `n${encodeText(ours)}`,
    `n${encodeText(theirs)}`,
    ...variables.map((value) => `v${encodeText(searchableVariable(value))}`),
  ]);
}

/** The ranges of terms that a search finds: from (included) and to (not included). */
export function rangesOf(search: string): readonly (readonly [from: string, to: string])[] {
  const { messageId, numbers, variable } = searchTerms(search);
  return [
    `m${encodeText(messageId)}`,
    ...numbers.map((number) => `n${encodeText(number)}`),
    `v${encodeText(variable)}`,
  ].map((from) => [from, prefixEnd(from)]);
}

const writeTerms = `
WITH removed AS (
  DELETE FROM statuswire.search_terms known USING unnest($3::text[], $4::bigint[]) AS old (term, message_id)
  WHERE known.term = old.term AND known.message_id = old.message_id
)
INSERT INTO statuswire.search_terms (term, message_id) SELECT * FROM unnest($1::text[], $2::bigint[])`;

/** Brings the terms of messages from what they were before to what they are now; `null` for not there. */
export async function writeSearchTerms(
  statements: Statements,
  changes: readonly {
    readonly id: number;
    readonly before: MessageRecord | null;
    readonly after: MessageRecord | null;
  }[],
): Promise<void> {
  const added: { readonly id: number; readonly term: string }[] = [];
  const removed: { readonly id: number; readonly term: string }[] = [];
  const none: ReadonlySet<string> = new Set();
  for (const { id, before, after } of changes) {
    const old = before === null ? none : termsOf(before);
    const now = after === null ? none : termsOf(after);
    for (const term of now) if (!old.has(term)) added.push({ id, term });
    for (const term of old) if (!now.has(term)) removed.push({ id, term });
  }
  if (added.length === 0 && removed.length === 0) return;
  await statements.run(writeTerms, [
    added.map(({ term }) => term),
    arrayOf(added.map(({ id }) => id)),
    removed.map(({ term }) => term),
    arrayOf(removed.map(({ id }) => id)),
  ]);
}

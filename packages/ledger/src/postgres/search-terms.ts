import { type MessageRecord, numbersOf } from '../figures.ts';
import { searchableVariable, searchTerms } from '../message-filter.ts';
import { encodeText, prefixEnd } from '../storable-text.ts';

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

/** Terms to add and to remove, each with the id of its message. */
export interface TermChanges {
  readonly added: readonly (readonly [term: string, messageId: number])[];
  readonly removed: readonly (readonly [term: string, messageId: number])[];
}

/** What leads from the terms of messages before to their terms after; `null` for not there. */
export function changeTerms(
  changes: readonly {
    readonly id: number;
    readonly before: MessageRecord | null;
    readonly after: MessageRecord | null;
  }[],
): TermChanges {
  const added: (readonly [string, number])[] = [];
  const removed: (readonly [string, number])[] = [];
  const none: ReadonlySet<string> = new Set();
  for (const { id, before, after } of changes) {
    const old = before === null ? none : termsOf(before);
    const now = after === null ? none : termsOf(after);
    for (const term of now) if (!old.has(term)) added.push([term, id]);
    for (const term of old) if (!now.has(term)) removed.push([term, id]);
  }
  return { added, removed };
}

import { type AppendEntry, type AppendPlan, planAppend } from '../append-plan.ts';
import { seriesOf } from '../figures.ts';
import { messageKey } from '../message-identity.ts';
import { hasTexts } from '../retention.ts';
import { decodeEvent, decodeEvidence } from '../row-codec.ts';
import type { AppendOptions, AppendResult } from '../store-requests.ts';
import type { Statements } from './database.ts';
import type { Dictionary, DictionaryIds } from './dictionary.ts';
import { digestOf } from './digest.ts';
import { type EventRow, writeEventRows } from './event-rows.ts';
import { addFigures } from './figure-rows.ts';
import { toMillisecondsOrNull } from './instant.ts';
import { type MessageRow, writeMessageRows } from './message-rows.ts';
import { arrayOf } from './parameters.ts';
import { changeTerms } from './search-terms.ts';
import type { Head, Writing } from './writing.ts';

// One row per message of the batch that is known, and one per fact.
const readRows = `
SELECT replace(digest::text, '-', ''), NULL, id, evidence, event_count, delivery_count
FROM statuswire.messages WHERE digest = ANY ($1::uuid[])
UNION ALL
SELECT replace(message.digest::text, '-', ''), replace(event.digest::text, '-', ''), event.position, event.record, 0, 0
FROM unnest($2::uuid[], $3::uuid[]) AS fact (message_digest, digest)
JOIN statuswire.messages message ON message.digest = fact.message_digest
JOIN statuswire.events event ON event.message_id = message.id AND event.digest = fact.digest`;

type StoredRow = readonly [
  messageDigest: string,
  eventDigest: string | null,
  number: unknown,
  text: string,
  eventCount: unknown,
  deliveryCount: unknown,
];

/** What a batch names: each message and each fact once, with its digests. */
interface Named {
  /** By `messageKey`. */
  readonly messages: ReadonlyMap<string, string>;
  /** By message digest and event key. */
  readonly events: ReadonlyMap<string, { readonly messageDigest: string; readonly digest: string }>;
}

/** Records a batch in one transaction, alone, with a handful of statements whatever its size. */
export async function appendBatch(
  writing: Writing,
  dictionary: Dictionary,
  entries: readonly AppendEntry[],
  options: AppendOptions,
): Promise<readonly AppendResult[]> {
  if (entries.length === 0) return [];
  const named = nameRows(entries);
  const { plan, ids } = await writing.alone(async (statements, head) => {
    const stored = await readStored(statements, named);
    const planned = planAppend(entries, {
      message: (key, identity) => {
        const row = stored.get(named.messages.get(key) ?? '');
        if (row === undefined) return null;
        const { text, eventCount, deliveryCount } = row;
        return { evidence: decodeEvidence(text, identity), eventCount, deliveryCount };
      },
      event: (key, eventKey, identity) => {
        const digests = named.events.get(`${named.messages.get(key)} ${eventKey}`);
        const row = stored.get(`${digests?.messageDigest} ${digests?.digest}`);
        return row === undefined ? null : decodeEvent(row.text, identity, eventKey);
      },
    });
    return { plan: planned, ids: await write(statements, { head, dictionary, named, stored, plan: planned, options }) };
  });
  ids.remember();
  return plan.states.map((message, index) => ({ inserted: plan.inserted[index] ?? false, message }));
}

function nameRows(entries: readonly AppendEntry[]): Named {
  const messages = new Map<string, string>();
  const events = new Map<string, { messageDigest: string; digest: string }>();
  for (const { event } of entries) {
    const key = messageKey(event);
    const messageDigest = messages.get(key) ?? digestOf(key);
    messages.set(key, messageDigest);
    const fact = `${messageDigest} ${event.key}`;
    if (!events.has(fact)) events.set(fact, { messageDigest, digest: digestOf(event.key) });
  }
  return { messages, events };
}

interface Stored {
  /** A message's id, or an event's position. */
  readonly number: number;
  readonly text: string;
  readonly eventCount: number;
  readonly deliveryCount: number;
}

/** By message digest, or by message digest and event digest. */
async function readStored(statements: Statements, named: Named): Promise<ReadonlyMap<string, Stored>> {
  const events = [...named.events.values()];
  const rows = await statements.run<StoredRow>(readRows, [
    arrayOf([...named.messages.values()]),
    arrayOf(events.map(({ messageDigest }) => messageDigest)),
    arrayOf(events.map(({ digest }) => digest)),
  ]);
  return new Map(
    rows.map(([messageDigest, eventDigest, number, text, eventCount, deliveryCount]) => [
      eventDigest === null ? messageDigest : `${messageDigest} ${eventDigest}`,
      { number: Number(number), text, eventCount: Number(eventCount), deliveryCount: Number(deliveryCount) },
    ]),
  );
}

interface Writable {
  readonly head: Head;
  readonly dictionary: Dictionary;
  readonly named: Named;
  readonly stored: ReadonlyMap<string, Stored>;
  readonly plan: AppendPlan;
  readonly options: AppendOptions;
}

async function write(statements: Statements, work: Writable): Promise<DictionaryIds> {
  const { plan, head } = work;
  let { lastPosition, lastMessageId } = head;
  const nextPosition = () => {
    lastPosition += 1;
    return lastPosition;
  };
  const nextMessageId = () => {
    lastMessageId += 1;
    return lastMessageId;
  };

  const wordy = new Set(plan.events.flatMap(({ messageKey: key, after }) => (hasTexts(after) ? [key] : [])));
  const messages = plan.messages.map(({ messageKey: key, after, state, moved }): MessageRow => {
    const digest = work.named.messages.get(key) ?? '';
    const stored = work.stored.get(digest);
    return {
      id: stored?.number ?? nextMessageId(),
      isNew: stored === undefined,
      digest,
      message: after,
      hasTexts: wordy.has(key),
      moved,
      nextCheckAt: moved ? toMillisecondsOrNull(work.options.checkAt(state)) : null,
    };
  });
  const idOf = new Map(plan.messages.map(({ messageKey: key }, index) => [key, messages[index]?.id ?? 0]));
  const events = plan.events.map(({ messageKey: key, after }): EventRow => {
    const messageDigest = work.named.messages.get(key) ?? '';
    const digest = work.named.events.get(`${messageDigest} ${after.key}`)?.digest ?? '';
    const stored = work.stored.get(`${messageDigest} ${digest}`);
    return {
      position: stored?.number ?? nextPosition(),
      isNew: stored === undefined,
      messageId: idOf.get(key) ?? 0,
      messageKey: key,
      digest,
      event: after,
    };
  });

  const ids = await work.dictionary.idsOf(statements, head.dictionaryVersion, {
    lines: plan.figures.flatMap((figure) => (figure.table === 'latencies' ? [figure.series] : [])),
    // A message's series can come out unchanged, and is needed all the same.
    series: [
      ...plan.figures.flatMap((figure) => (figure.table === 'messages' ? [figure.series] : [])),
      ...plan.messages.map(({ after }) => seriesOf(after.evidence)),
    ],
  });
  await writeMessageRows(statements, messages, ids);
  const terms = changeTerms(
    plan.messages.map(({ messageKey: key, before, after }) => ({ id: idOf.get(key) ?? 0, before, after })),
  );
  await writeEventRows(statements, events, terms, { lastPosition, lastMessageId });
  await addFigures(statements, plan.figures, ids);
  return ids;
}

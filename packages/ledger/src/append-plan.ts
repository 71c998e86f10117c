import type { StatusEvent } from '@statuswire/contracts';
import { type EventRecord, mergeRecords, type Provenance, recordOf } from './event-record.ts';
import { evidenceOf, joinEvidence } from './evidence.ts';
import { createFigureChanges } from './figure-changes.ts';
import {
  type FigureChange,
  figuresOfEvent,
  figuresOfMessage,
  type MessageFigures,
  type MessageRecord,
} from './figures.ts';
import { type MessageIdentity, messageKey } from './message-identity.ts';
import { isConflicted, type MessageState, stateOf } from './message-state.ts';
import { statusOfStamp } from './precedence.ts';

/** One event to record, with what its host knew of the delivery. */
export interface AppendEntry {
  readonly event: StatusEvent;
  readonly provenance: Provenance['details'] | null;
}

/** The rows that exist already, as a store looks them up: each message once per batch, each fact once per batch. */
export interface StoredRows {
  message(messageKey: string, identity: MessageIdentity): MessageRecord | null;
  /** What that message counts for, where the store has kept it: else it is worked out again. */
  figures?(messageKey: string): MessageFigures | undefined;
  event(messageKey: string, eventKey: string, identity: MessageIdentity): EventRecord | null;
}

/** A message that a batch touched: what to write, and what stood there. */
export interface MessageChange {
  readonly messageKey: string;
  readonly before: MessageRecord | null;
  readonly after: MessageRecord;
  /** What it counts for from now on. */
  readonly figures: MessageFigures;
  readonly state: MessageState;
  /** The status or the contradiction is new, so the message's next check must be planned anew. */
  readonly moved: boolean;
}

/** A row of the event log to write: `before` is `null` where the fact is new, and only then it enters the feed. */
export interface EventChange {
  readonly messageKey: string;
  readonly before: EventRecord | null;
  readonly after: EventRecord;
}

/** Everything that a batch changes, to be written in one transaction. */
export interface AppendPlan {
  /** In the order in which the batch first named them: the order of the feed. */
  readonly events: readonly EventChange[];
  readonly messages: readonly MessageChange[];
  readonly figures: readonly FigureChange[];
  /** Per entry of the batch, whether it told a new fact. */
  readonly inserted: readonly boolean[];
  /** Per entry of the batch, its message after the whole batch. */
  readonly states: readonly MessageState[];
}

/**
 * What recording a batch comes to: pure, so that every store that writes what it says ends in the same state. The store
 * looks up and locks the rows, and writes the plan in the same transaction. Throws `STATUSWIRE_INVALID_OPTIONS` where a key
 * is used for two facts.
 */
export function planAppend(entries: readonly AppendEntry[], stored: StoredRows): AppendPlan {
  const messages = new Map<string, { before: MessageRecord | null; after: MessageRecord }>();
  const events = new Map<string, { messageKey: string; before: EventRecord | null; after: EventRecord }>();
  const inserted: boolean[] = [];
  const touched: string[] = [];

  for (const { event, provenance } of entries) {
    const record = recordOf(event, provenance);
    const ofMessage = messageKey(record);
    const ofEvent = `${ofMessage} ${record.key}`;
    const message = messages.get(ofMessage);
    const stateBefore = message === undefined ? stored.message(ofMessage, record) : message.before;
    const standing = message?.after ?? stateBefore;

    const known = events.get(ofEvent);
    // A message that is not known has no facts: there is nothing to look up.
    const lookUp = () => (stateBefore === null ? null : stored.event(ofMessage, record.key, record));
    const before = known === undefined ? lookUp() : known.before;
    const current = known?.after ?? before;
    const after = current === null ? record : mergeRecords(current, record);
    events.set(ofEvent, { messageKey: ofMessage, before, after });
    messages.set(ofMessage, { before: stateBefore, after: withRecord(standing, record, current === null) });
    inserted.push(current === null);
    touched.push(ofMessage);
  }

  const figures = createFigureChanges();
  for (const { before, after } of events.values()) {
    if (before !== null) figures.subtract(figuresOfEvent(before));
    figures.add(figuresOfEvent(after));
  }
  const changes = new Map<string, MessageChange>();
  for (const [key, { before, after }] of messages) {
    if (before !== null) figures.subtract(stored.figures?.(key) ?? figuresOfMessage(before));
    const change = messageChange(key, before, after);
    figures.add(change.figures);
    changes.set(key, change);
  }
  return {
    events: [...events.values()],
    messages: [...changes.values()],
    figures: figures.rows(),
    inserted,
    states: touched.flatMap((key) => changes.get(key)?.state ?? []),
  };
}

/** A message with one more delivery of an event. */
export function withRecord(message: MessageRecord | null, record: EventRecord, isNew: boolean): MessageRecord {
  const evidence = evidenceOf(record);
  const deliveries = record.callbackDeliveries + record.restDeliveries;
  if (message === null) return { evidence, eventCount: 1, deliveryCount: deliveries };
  return {
    evidence: joinEvidence(message.evidence, evidence),
    eventCount: message.eventCount + (isNew ? 1 : 0),
    deliveryCount: message.deliveryCount + deliveries,
  };
}

function messageChange(key: string, before: MessageRecord | null, after: MessageRecord): MessageChange {
  const state = stateOf(after.evidence, after.eventCount);
  const moved =
    before === null ||
    statusOfStamp(before.evidence.status.stamp) !== state.status ||
    isConflicted(before.evidence.statuses) !== state.conflicted;
  return { messageKey: key, before, after, figures: figuresOfMessage(after), state, moved };
}

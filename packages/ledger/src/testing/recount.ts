import assert from 'node:assert/strict';
import type { StatusEvent } from '@statuswire/contracts';
import { withRecord } from '../append-plan.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { EventRecord } from '../event-record.ts';
import { createFigureChanges, figureKey } from '../figure-changes.ts';
import { dayOfHour, type FigureChange, figuresOfEvent, figuresOfMessage, type MessageRecord } from '../figures.ts';
import { joinEvents } from '../join-events.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { messageKey } from '../message-identity.ts';
import type { StoreReader } from './subject.ts';

/** The messages that an event log comes to. */
export function recountMessages(records: readonly EventRecord[]): ReadonlyMap<string, MessageRecord> {
  const messages = new Map<string, MessageRecord>();
  for (const record of records) {
    const key = messageKey(record);
    messages.set(key, withRecord(messages.get(key) ?? null, record, true));
  }
  return messages;
}

/** The figures that an event log comes to. */
export function recountFigures(records: readonly EventRecord[]): readonly FigureChange[] {
  const figures = createFigureChanges();
  for (const record of records) figures.add(figuresOfEvent(record));
  for (const message of recountMessages(records).values()) figures.add(figuresOfMessage(message));
  return figures.rows();
}

/** Fails unless messages and figures, read past the store, equal a recount of its event log. */
export async function assertRecount(reader: StoreReader, because: string): Promise<void> {
  const events = await reader.events();
  const keys = events.map(({ record }) => `${messageKey(record)} ${record.key}`);
  assert.equal(new Set(keys).size, keys.length, `${because}: a fact stands in the event log twice`);
  const records = events.map(({ record }) => record);

  const messages = (await reader.messages()).map((message) => [messageKey(message.evidence), message] as const);
  assertSame(
    Object.fromEntries(messages),
    Object.fromEntries(recountMessages(records)),
    `${because}: messages differ from a recount of the event log`,
  );
  const figures = recountFigures(records);
  assertSame(byKey(await reader.figures()), byKey(figures), `${because}: figures differ from a recount`);
  const daily = await reader.dailyFigures();
  if (daily !== null)
    assertSame(byKey(daily), byKey(byDay(figures)), `${because}: daily figures differ from a recount`);
}

/** Fails unless each message's state, and the number of facts, is what the pure join of all its events says. */
export async function assertStates(store: LedgerStore, events: readonly StatusEvent[], because: string): Promise<void> {
  const byMessage = new Map<string, StatusEvent[]>();
  for (const event of events) byMessage.set(messageKey(event), [...(byMessage.get(messageKey(event)) ?? []), event]);
  for (const group of byMessage.values()) {
    const [first] = group;
    if (first === undefined) continue;
    assertSame(await store.message(first), joinEvents(group), `${because}: the state differs from the pure join`);
    const timeline = await store.timeline(first);
    const keys = [...new Set(group.map(({ key }) => key))].sort();
    assert.deepEqual(timeline.map(({ key }) => key).sort(), keys, `${because}: the timeline has other facts`);
  }
}

/** Deep equality that also tells `__proto__` members and says in few words what differs. */
export function assertSame(actual: unknown, expected: unknown, message: string): void {
  assert.equal(canonicalJson(actual), canonicalJson(expected), message);
}

function byKey(figures: readonly FigureChange[]): Readonly<Record<string, FigureChange>> {
  const keyed = Object.fromEntries(figures.map((figure) => [figureKey(figure), figure]));
  assert.equal(Object.keys(keyed).length, figures.length, 'a row of the figures stands there twice');
  return keyed;
}

function byDay(figures: readonly FigureChange[]): readonly FigureChange[] {
  const days = createFigureChanges();
  for (const figure of figures) {
    if (figure.table !== 'activity') days.add([{ ...figure, hour: dayOfHour(figure.hour) * 24 }]);
  }
  return days.rows();
}

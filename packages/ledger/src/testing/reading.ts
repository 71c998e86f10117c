import assert from 'node:assert/strict';
import { dialects, eventSources, messageStatuses } from '@statuswire/contracts';
import { canonicalJson } from '../canonical-json.ts';
import type { LedgerStore } from '../ledger-store.ts';
import type { MessageFilter } from '../message-filter.ts';
import { type MessageState, messageKinds } from '../message-state.ts';
import { messageOutcomes } from '../outcome.ts';
import type { ListQuery, RecordedEvent, SummaryFigures } from '../store-requests.ts';
import { type Chance, firstHour, makeEvent, randomBatches, randomEvents } from './random-events.ts';
import { append } from './recording-cases.ts';

const hourMs = 3_600_000;
// Far more than any case records: a store that repeats itself must fail, not run for ever.
export const mostItems = 10_000;

/** Every fact of the feed, page by page. */
export async function readFeed(store: LedgerStore, limit: number): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<LedgerStore['feed']>> = await store.feed({ after, limit });
    if (page.events.length === 0) return events;
    assert.notEqual(page.cursor, after, 'a page of the feed leads to itself');
    assert.ok(events.length < mostItems, 'the feed comes to no end');
    assert.ok(page.events.length <= limit, 'a page of the feed is longer than asked');
    events.push(...page.events);
    after = page.cursor;
  }
}

/** Every message that a filter lets through, page by page. */
export async function readList(store: LedgerStore, query: Omit<ListQuery, 'after'>): Promise<readonly MessageState[]> {
  const messages: MessageState[] = [];
  let pages = 0;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<LedgerStore['list']>> = await store.list({ ...query, after });
    assert.ok(page.items.length <= query.limit, 'a page is longer than asked');
    messages.push(...page.items);
    if (page.next === null) return messages;
    assert.notEqual(page.next, after, 'a page leads to itself');
    pages += 1;
    assert.ok(pages < mostItems, 'the list comes to no end');
    after = page.next;
  }
}

/** A filter of up to three parts, any of which may fit no message. */
export function randomFilter(chance: Chance): MessageFilter {
  const hour = () => new Date(firstHour + chance.pick([-1, 0, 1, 24, 26]) * hourMs).toISOString();
  const candidates: readonly MessageFilter[] = [
    { since: hour() },
    { until: hour() },
    { projectId: chance.pick(['project-1', 'project-2', 'project %_\u0000', 'project']) },
    { dialect: chance.pick(dialects) },
    { kind: chance.pick(messageKinds) },
    { number: chance.pick(['+15550000001', '+447700900001', '', '+1555000000%']) },
    { prefix: chance.pick(['+1', '+44', '+49', '']) },
    { status: chance.below(8) === 0 ? 'unknown' : chance.pick(messageStatuses) },
    { outcome: chance.pick(messageOutcomes) },
    { errorCode: chance.pick(['30003', '30007', '']) },
    { source: chance.pick(eventSources) },
    { conflicted: chance.below(2) === 0 },
    { healed: chance.below(2) === 0 },
    {
      search: chance.pick([
        'message-1',
        'message',
        '+1555',
        '1555',
        '47',
        '4712',
        'äRGER',
        '%',
        '_',
        'project',
        '',
        '\u0000',
      ]),
    },
  ];
  return Object.assign({}, ...chance.shuffle(candidates).slice(0, chance.below(4)));
}

/** Records the same random events in several stores, one of which is the measure of the others. */
export async function addRandomEvents(chance: Chance, stores: readonly LedgerStore[], count: number): Promise<void> {
  const events = randomEvents(chance, count).map((event) => {
    // More messages than random events have by themselves.
    const { key: _, ...fields } = event;
    return makeEvent({ ...fields, messageId: `${event.messageId} ${chance.below(8)}` });
  });
  for (const batch of randomBatches(chance, events)) for (const store of stores) await append(store, batch);
}

/** Rows that come in any order, so that they can be compared. */
export function sorted(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => canonicalJson(row)).sort();
}

/** Figures whose rows come in any order, and where what has come to nothing may stand or not. */
export function comparable(figures: SummaryFigures): unknown {
  const held = <Row extends { readonly messages: number }>(rows: readonly Row[]) =>
    sorted(rows.filter(({ messages }) => messages !== 0));
  return {
    ...figures,
    totals: held(figures.totals),
    timeline: held(figures.timeline),
    awaited: held(figures.awaited),
    latencies: sorted(figures.latencies.filter(({ readings }) => readings !== 0)),
    tallies: sorted(figures.tallies),
  };
}

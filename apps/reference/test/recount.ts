import { createLedger, createMemoryStore, joinEvents } from '@statuswire/ledger';
import { messageKey } from '@statuswire/ledger/store';
import { expect } from 'vitest';
import { listMessages, readFeed } from '../src/api/messages.ts';
import type { AnswerOf } from '../src/api/operation.ts';
import { summarize } from '../src/api/summary.ts';
import { answerOf } from './api-client.ts';
import type { Load } from './load.ts';

/** A fact as the feed tells it. */
export type Fact = AnswerOf<typeof readFeed>['events'][number];

/** The whole feed, as a reader sees it who begins at the beginning. */
export async function wholeFeed(url: string): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  let query: Readonly<Record<string, string | number>> = { limit: 1_000 };
  for (;;) {
    const { events, cursor } = await answerOf(url, readFeed, { query });
    if (events.length === 0) return facts;
    facts.push(...events);
    query = { limit: 1_000, after: cursor };
  }
}

async function allMessages(url: string): Promise<ReadonlyMap<string, AnswerOf<typeof listMessages>['items'][number]>> {
  const messages = new Map<string, AnswerOf<typeof listMessages>['items'][number]>();
  for (let after: string | null = ''; after !== null; ) {
    const query = { limit: 500, ...(after === '' ? {} : { after }) };
    const page: AnswerOf<typeof listMessages> = await answerOf(url, listMessages, { query });
    for (const message of page.items) messages.set(messageKey(message), message);
    after = page.next;
  }
  return messages;
}

// What depends on the time of asking, and what is no fact about a message.
const notRecounted = { recentCallbacks: null, due: null, dueSince: null, tallies: null, quarantined: null } as const;

/**
 * Fails unless messages and figures are what the event log comes to, by the pure join and by a ledger in memory to which all
 * of the log is told again. Resolves the log.
 */
export async function expectRecount(url: string): Promise<readonly Fact[]> {
  const facts = await wholeFeed(url);
  const positions = facts.map(({ cursor }) => Number(cursor));
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  expect(new Set(facts.map((fact) => `${messageKey(fact)} ${fact.key}`)).size, 'a fact stands twice').toBe(
    facts.length,
  );

  const ledger = createLedger({ store: createMemoryStore() });
  const byMessage = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = messageKey(fact);
    byMessage.set(key, [...(byMessage.get(key) ?? []), fact]);
    // The first copy came at one time and the last at another; those between change no state.
    for (let copy = 0; copy < fact.deliveries.callback; copy += 1) {
      await ledger.record({ ...fact, receivedAt: copy === 0 ? fact.receivedAt : fact.lastReceivedAt });
    }
  }

  const messages = await allMessages(url);
  expect([...messages.keys()].sort()).toEqual([...byMessage.keys()].sort());
  for (const [key, group] of byMessage) {
    const { outcome: _, ...message } = messages.get(key) as AnswerOf<typeof listMessages>['items'][number];
    const copies = group.flatMap((fact) => [fact, { ...fact, receivedAt: fact.lastReceivedAt }]);
    expect(message).toEqual(joinEvents(copies));
  }

  const figures = await answerOf(url, summarize, { query: { interval: 'hour' } });
  const recounted = await ledger.summary({ interval: 'hour' });
  await ledger.close();
  expect({ ...figures, ...notRecounted }).toEqual({ ...recounted, ...notRecounted });
  return facts;
}

/** Fails unless all that a sender was promised is in the ledger, once, counted no less often than it was acknowledged. */
export async function expectNothingLost(url: string, load: Load): Promise<void> {
  const facts = await expectRecount(url);
  const recorded = new Map(facts.map((fact) => [`${fact.messageId} ${fact.status}`, fact.deliveries.callback]));
  const wrong = load.facts.flatMap(({ messageId, status, acknowledged, attempts }) => {
    const deliveries = recorded.get(`${messageId} ${status}`) ?? 0;
    return deliveries < acknowledged || deliveries > attempts
      ? [{ messageId, status, acknowledged, attempts, deliveries }]
      : [];
  });
  expect(wrong, 'acknowledged and not recorded, or recorded more often than sent').toEqual([]);
  const sent = new Set(load.facts.map(({ messageId, status }) => `${messageId} ${status}`));
  expect([...recorded.keys()].filter((fact) => !sent.has(fact))).toEqual([]);
}

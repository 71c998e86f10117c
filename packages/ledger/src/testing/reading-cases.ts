import assert from 'node:assert/strict';
import { canonicalJson } from '../canonical-json.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { messageKey } from '../message-identity.ts';
import type { ListQuery, SummaryQuery } from '../store-requests.ts';
import { compareTimeline } from '../timeline.ts';
import { createChance, firstHour, makeEvent, randomBatches, randomEvents } from './random-events.ts';
import { addRandomEvents, comparable, mostItems, randomFilter, readFeed, readList, sorted } from './reading.ts';
import { append, at, onFreshTables } from './recording-cases.ts';
import { assertSame } from './recount.ts';
import type { StoreConformanceCase } from './subject.ts';

const hourMs = 3_600_000;
// Some random events were sent before this, some after.
const receiptCutoff = new Date(firstHour + 30 * 60_000).toISOString();

/** Cases about what reading gives back. */
export const readingCases: readonly StoreConformanceCase[] = [
  {
    name: 'a timeline stands in order of the provider time, else ours, whatever came first',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        for (const event of randomEvents(createChance(11), 60)) await append(store, [event]);
        for (const identity of randomEvents(createChance(11), 60)) {
          const timeline = await store.timeline(identity);
          assert.deepEqual(
            timeline.map(({ key }) => key),
            [...timeline].sort(compareTimeline).map(({ key }) => key),
          );
        }
      }),
  },
  {
    name: 'nothing is known of a message that was never recorded',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const identity = { projectId: 'project-1', messageId: 'message-1' };
        assert.equal(await store.message(identity), null);
        assert.deepEqual(await store.timeline(identity), []);
        await append(store, [makeEvent({})]);
        assert.equal(await store.message({ ...identity, projectId: 'project-2' }), null);
        assert.equal(await store.message({ ...identity, messageId: 'MESSAGE-1' }), null);
      }),
  },
  {
    name: 'the list finds exactly what a filter lets through, in order, page by page',
    run: async (subject) => {
      for (let seed = 1; seed <= Math.ceil((subject.runs ?? 25) / 20); seed += 1) {
        const chance = createChance(seed);
        await onFreshTables(subject, async ({ store }) => {
          const measure = createMemoryStore();
          await addRandomEvents(chance, [store, measure], 80);
          for (let trial = 0; trial < 30; trial += 1) {
            const query: Omit<ListQuery, 'after' | 'limit'> = {
              filter: randomFilter(chance),
              sort: chance.pick<ListQuery['sort']>(['firstSeenAt', 'lastSeenAt']),
              order: chance.pick<ListQuery['order']>(['ascending', 'descending']),
              receiptCutoff,
            };
            const because = `seed ${seed}, trial ${trial}, filter ${canonicalJson(query.filter)}`;
            const found = await readList(store, { ...query, limit: chance.pick([1, 2, 5, 100]) });
            const expected = await readList(measure, { ...query, limit: 1_000 });
            assertSame(sorted(found), sorted(expected), `${because}: other messages`);
            const times = found.map((message) => message[query.sort]);
            const inOrder = [...times].sort();
            assertSame(times, query.order === 'ascending' ? inOrder : inOrder.reverse(), `${because}: out of order`);
          }
        });
      }
    },
  },
  {
    name: 'a search takes its text as it stands, and finds beginnings of ids, numbers and variables',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const long = 'x'.repeat(100);
        await append(store, [
          makeEvent({ messageId: 'alpha', from: '+15550100', to: '+447700900001', customVariables: { a: 'Order-1' } }),
          makeEvent({ messageId: 'a%pha', from: '55512', to: '+15550100', customVariables: { a: '50%', b: '5_0' } }),
          makeEvent({
            messageId: 'A_pha',
            from: 'back\\slash',
            to: "o'clock",
            customVariables: { a: `${long}1`, b: 'ÄÖ' },
          }),
          makeEvent({ messageId: '\u0000', from: '\ud800', to: '', customVariables: { a: '\u0000' } }),
        ]);
        const expected: Readonly<Record<string, readonly string[]>> = {
          alpha: ['alpha'],
          al: ['alpha'],
          lpha: [],
          ALPHA: [],
          'a%': ['a%pha'],
          A_: ['A_pha'],
          '%': [],
          _: [],
          '50%': ['a%pha'],
          '5_': ['a%pha'],
          '+1555': ['a%pha', 'alpha'],
          1555: ['a%pha', 'alpha'],
          5551: ['a%pha'],
          'back\\': ['A_pha'],
          "o'": ['A_pha'],
          'order-1': ['alpha'],
          'ORDER-': ['alpha'],
          'order-11': [],
          äö: ['A_pha'],
          [long]: ['A_pha'],
          [`${long}2`]: ['A_pha'],
          '\u0000': ['\u0000'],
          '\ud800': ['\u0000'],
        };
        for (const [search, found] of Object.entries(expected)) {
          const query = {
            filter: { search },
            sort: 'firstSeenAt',
            order: 'ascending',
            limit: 3,
            receiptCutoff,
          } as const;
          const ids = (await readList(store, query)).map(({ messageId }) => messageId).sort();
          assert.deepEqual(ids, [...found].sort(), JSON.stringify(search));
        }
      }),
  },
  {
    name: 'paging goes on although messages are recorded and moved between two pages',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const message = (index: number, second: number) =>
          makeEvent({ messageId: `message-${index}`, receivedAt: at(second), status: 'queued' });
        for (let index = 0; index < 20; index += 1) await append(store, [message(index, index)]);
        const query = { filter: {}, sort: 'firstSeenAt', order: 'descending', limit: 5, receiptCutoff } as const;
        const seen: string[] = [];
        let after: string | null = null;
        for (let page = 0; page < 10; page += 1) {
          const { items, next }: Awaited<ReturnType<LedgerStore['list']>> = await store.list({ ...query, after });
          seen.push(...items.map(({ messageId }) => messageId));
          if (next === null) break;
          after = next;
          await append(store, [
            message(100 + page, 1_000 + page),
            makeEvent({ messageId: `message-${page}`, receivedAt: at(2_000) }),
          ]);
        }
        assert.deepEqual(
          seen,
          Array.from({ length: 20 }, (_, index) => `message-${19 - index}`),
        );
      }),
  },
  {
    name: 'figures are those of the definition, for any filter',
    run: async (subject) => {
      for (let seed = 1; seed <= Math.ceil((subject.runs ?? 25) / 20); seed += 1) {
        const chance = createChance(seed);
        await onFreshTables(subject, async ({ store, another }) => {
          const measure = createMemoryStore();
          const other = await another();
          await addRandomEvents(chance, [store, measure], 60);
          for (const side of [store, measure]) {
            await side.tally([
              { name: 'rejected:signature', at: at(0), projectId: '', amount: 2 },
              { name: 'rejected:signature', at: at(5), projectId: '', amount: 1 },
              { name: 'checked', at: at(3_600), projectId: 'project-1', amount: 5 },
            ]);
          }
          for (let trial = 0; trial < 30; trial += 1) {
            const { search: _search, outcome: _outcome, ...filter } = randomFilter(chance);
            // Recorded by another process: what a store remembers of figures must not outlive their change.
            if (trial % 10 === 5) await addRandomEvents(chance, [other, measure], 10);
            const query: SummaryQuery = {
              filter,
              interval: chance.pick(['hour', 'day']),
              receiptCutoff,
              recentSince: new Date(firstHour + chance.pick([0, 1, 60]) * 60_000).toISOString(),
              now: new Date(firstHour + chance.pick([0, 1, 26]) * hourMs).toISOString(),
            };
            assertSame(
              comparable(await store.summary(query)),
              comparable(await measure.summary(query)),
              `seed ${seed}, trial ${trial}, filter ${canonicalJson(filter)}`,
            );
          }
        });
      }
    },
  },
  {
    name: 'the feed yields each fact once, in one order, whatever the size of its pages',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        const chance = createChance(3);
        assert.deepEqual(await store.feed({ after: null, limit: 10 }).then(({ events }) => events), []);
        const events = randomEvents(chance, 60);
        for (const batch of randomBatches(chance, [...events, ...events])) await append(store, batch);
        const cursors = (await reader.events()).map(({ cursor }) => cursor);
        assert.equal(cursors.length, new Set(events.map((event) => `${messageKey(event)} ${event.key}`)).size);
        for (const limit of [1, 7, 1_000]) {
          const feed = await readFeed(store, limit);
          assert.deepEqual(
            feed.map(({ cursor }) => cursor),
            cursors,
            `pages of ${limit}`,
          );
        }
        const end = await store.feedEnd();
        assert.equal(end, cursors.at(-1));
        assert.deepEqual(await store.feed({ after: end, limit: 10 }), { events: [], cursor: end });
        await append(store, [makeEvent({ messageId: 'new' })]);
        const { events: fresh } = await store.feed({ after: end, limit: 10 });
        assert.deepEqual(
          fresh.map(({ messageId }) => messageId),
          ['new'],
        );
      }),
  },
  {
    name: 'the feed keeps the order of a batch',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const events = Array.from({ length: 30 }, (_, index) =>
          makeEvent({ messageId: `message-${(index * 7) % 30}` }),
        );
        await append(store, events);
        const feed = await readFeed(store, 100);
        assert.deepEqual(
          feed.map(({ messageId }) => messageId),
          events.map(({ messageId }) => messageId),
        );
      }),
  },
  {
    name: 'a reader that follows the feed while two processes write misses nothing and sees nothing twice',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const writers = [store, await another(), await another()];
        const reader = await another();
        let writing = true;
        const written = Promise.all(
          writers.map(async (writer, index) => {
            for (let batch = 0; batch < 25; batch += 1) {
              // Batches of very different sizes: a long transaction that began first commits last.
              const size = index === 0 ? 40 : 1;
              await append(
                writer,
                Array.from({ length: size }, (_, item) => makeEvent({ messageId: `m ${index} ${batch} ${item}` })),
              );
              await new Promise((resolve) => setImmediate(resolve));
            }
          }),
        ).finally(() => {
          writing = false;
        });
        const seen: string[] = [];
        let after: string | null = null;
        for (let last = false; ; ) {
          const page: Awaited<ReturnType<LedgerStore['feed']>> = await reader.feed({ after, limit: 50 });
          seen.push(...page.events.map(({ messageId }) => messageId));
          after = page.cursor;
          assert.ok(seen.length < mostItems, 'the feed comes to no end');
          if (page.events.length > 0) continue;
          if (last) break;
          last = !writing;
          await new Promise((resolve) => setImmediate(resolve));
        }
        await written;
        assert.equal(new Set(seen).size, seen.length, 'a fact was seen twice');
        assert.equal(seen.length, 25 * 42, 'a fact was missed');
      }),
  },
  {
    name: 'a cursor that the store did not make is refused',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const refused = { code: 'STATUSWIRE_INVALID_OPTIONS' };
        // The last ones are JSON that a cursor can be made of: no number of a row, or too many parts.
        const forged = ['[1e999,1]', '[1.5,2.5]', '[9007199254740993,1]', '[true,null]', '["a","b","c"]', '{}', 'null'];
        const cursors = ['', 'x', '-1', '1.5', "1'; --", 'WyJ4Il0', '\u0000', '9'.repeat(16)];
        for (const after of [...cursors, ...forged.map((json) => Buffer.from(json).toString('base64url'))]) {
          const query = {
            filter: {},
            sort: 'firstSeenAt',
            order: 'ascending',
            limit: 1,
            receiptCutoff,
            after,
          } as const;
          await assert.rejects(store.list(query), refused);
          await assert.rejects(store.feed({ after, limit: 1 }), refused);
          await assert.rejects(store.quarantined({ state: 'held', after, limit: 1 }), refused);
          await assert.rejects(store.setAside({ name: 'mail', after, limit: 1 }), refused);
          await assert.rejects(store.forgetSetAside('mail', after), refused);
        }
      }),
  },
];

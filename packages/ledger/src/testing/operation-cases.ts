import assert from 'node:assert/strict';
import { messageKey } from '../message-identity.ts';
import type { PruneRequest } from '../store-requests.ts';
import { createChance, makeEvent, randomEvents } from './random-events.ts';
import { readFeed } from './reading.ts';
import { append, at, onFreshTables } from './recording-cases.ts';
import { assertRecount, assertSame } from './recount.ts';
import type { StoreConformanceCase } from './subject.ts';

const keepAll: PruneRequest = { textsBefore: null, messagesBefore: null, quarantineBefore: null, limit: 100 };

/** A quarantined delivery with everything in it that could be damaged. */
export function unreadable(id: string, seconds: number) {
  return {
    id,
    receivedAt: at(seconds),
    reason: 'invalid_payload',
    message: 'The field timestamp cannot be read.',
    rawBody: Uint8Array.from([0, 255, 10, 13, 39, 128]),
    contentType: 'application/json; charset=\u0000',
    details: { verdict: 'verified', query: '\ud800' },
  };
}

/** Cases about checks, quarantine, retention and consumers. */
export const operationCases: readonly StoreConformanceCase[] = [
  {
    name: 'due checks are leased to one owner: contradictions first, then the longest due',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const schedule = { a: at(30), b: at(10), c: at(20), d: at(900), e: null } as const;
        for (const [messageId, nextCheckAt] of Object.entries(schedule)) {
          await append(store, [makeEvent({ messageId })]);
          assert.equal(await store.planCheck({ projectId: 'project-1', messageId }, nextCheckAt), true);
        }
        await append(store, [makeEvent({ messageId: 'c', status: 'delivered' })]);
        await append(store, [makeEvent({ messageId: 'c', status: 'failed' })]);
        await store.planCheck({ projectId: 'project-1', messageId: 'c' }, at(40));
        assert.equal(await store.planCheck({ projectId: 'project-1', messageId: 'none' }, at(0)), false);

        const request = { now: at(60), owner: 'first', leaseUntil: at(120), limit: 2 };
        const leased = await store.due(request);
        assert.deepEqual(
          leased.map(({ message, dueAt }) => [message.messageId, dueAt]),
          [
            ['c', at(40)],
            ['b', at(10)],
          ],
        );
        const rest = await (await another()).due({ ...request, owner: 'second', limit: 10 });
        assert.deepEqual(
          rest.map(({ message }) => message.messageId),
          ['a'],
        );
        assert.deepEqual(await store.due({ ...request, now: at(119) }), [], 'all that is due is leased');
        const afterwards = await store.due({ now: at(120), owner: 'third', leaseUntil: at(200), limit: 10 });
        assert.deepEqual(
          afterwards.map(({ message }) => message.messageId),
          ['c', 'b', 'a'],
          'leases run out',
        );
      }),
  },
  {
    name: 'two processes that ask at once never check the same message',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const events = Array.from({ length: 40 }, (_, index) => makeEvent({ messageId: `message-${index}` }));
        await append(store, events);
        for (const event of events) await store.planCheck(event, at(1));
        const other = await another();
        const asked = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            (index % 2 === 0 ? store : other).due({ now: at(60), owner: `o${index}`, leaseUntil: at(90), limit: 4 }),
          ),
        );
        const given = asked.flat().map(({ message }) => message.messageId);
        assert.equal(given.length, 40);
        assert.equal(new Set(given).size, 40, 'a message was given out twice');
      }),
  },
  {
    name: 'a check is settled by the owner of its lease only, and a message that moved is planned anew',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const event = makeEvent({});
        const { projectId, messageId } = event;
        await append(store, [event]);
        await store.planCheck(event, at(1));
        const request = { now: at(60), leaseUntil: at(90), limit: 10 };
        await store.due({ ...request, owner: 'first' });
        const settled = { projectId, messageId, owner: 'first', nextCheckAt: at(70), gone: false };
        assert.equal(await store.settleCheck({ ...settled, owner: 'second' }), false, 'not the owner');
        assert.equal(await store.settleCheck(settled), true);
        assert.equal(await store.settleCheck(settled), false, 'settled already');

        const [again] = await store.due({ now: at(70), owner: 'first', leaseUntil: at(99), limit: 10 });
        assert.equal(again?.attempts, 1);
        await append(store, [makeEvent({ status: 'delivered', receivedAt: at(71) })]);
        assert.equal(await store.settleCheck(settled), false, 'it moved while it was checked');
        assert.deepEqual(await store.due({ now: at(80_000), owner: 'first', leaseUntil: at(80_001), limit: 10 }), []);

        await append(store, [makeEvent({ status: 'undelivered', receivedAt: at(100) })]);
        const [conflict] = await store.due({ now: at(100), owner: 'first', leaseUntil: at(110), limit: 10 });
        assert.equal(conflict?.message.conflicted, true, 'a contradiction is due at once');
        assert.equal(conflict?.attempts, 0);
        await append(store, [makeEvent({ status: 'undelivered', receivedAt: at(101) })]);
        const gone = { ...settled, nextCheckAt: null, gone: true };
        assert.equal(await store.settleCheck(gone), true, 'a repeat moves nothing, so the lease holds');
      }),
  },
  {
    name: 'quarantine keeps bytes, counts repeats, and lets go only of what was resolved',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const entries = [unreadable('id-2', 2), unreadable('id-1', 1), unreadable('id-1', 9), unreadable('id-3', 3)];
        const results = await store.quarantine(entries);
        assert.deepEqual(
          results.map(({ inserted }) => inserted),
          [true, true, false, true],
        );
        const first = await store.quarantined({ state: 'held', limit: 2, after: null });
        assert.deepEqual(
          first.items.map(({ id }) => id),
          ['id-1', 'id-2'],
        );
        const second = await store.quarantined({ state: 'held', limit: 2, after: first.next });
        assert.deepEqual([second.items.map(({ id }) => id), second.next], [['id-3'], null]);

        const { rawBody, ...held } = (await (await another()).quarantinedDelivery('id-1')) ?? { rawBody: [] };
        assert.deepEqual([...rawBody], [0, 255, 10, 13, 39, 128]);
        const { rawBody: _, ...entry } = unreadable('id-1', 1);
        assertSame(held, { ...entry, state: 'held', lastReceivedAt: at(9), deliveries: 2, resolvedAt: null }, 'held');
        assert.equal(await store.quarantinedDelivery('id-9'), null);

        assert.equal(await store.resolveQuarantined('id-2', 'recorded', at(20)), true);
        assert.equal(await store.resolveQuarantined('id-2', 'discarded', at(21)), false, 'resolved already');
        assert.equal(await store.resolveQuarantined('id-9', 'discarded', at(21)), false);
        const resolved = await store.quarantined({ state: 'recorded', limit: 9, after: null });
        assert.deepEqual(
          resolved.items.map(({ id, resolvedAt }) => [id, resolvedAt]),
          [['id-2', at(20)]],
        );

        const pruned = await store.prune({ ...keepAll, quarantineBefore: at(1_000) });
        assert.deepEqual([pruned.quarantined, pruned.done], [1, true], 'held deliveries stay');
        assert.equal((await store.quarantined({ state: 'held', limit: 9, after: null })).items.length, 2);
      }),
  },
  {
    name: 'retention deletes texts, then messages, in bounded steps, and figures stay a recount',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        const events = randomEvents(createChance(5), 60);
        await append(store, events);
        await store.append(
          [
            { event: makeEvent({ messageId: 'raw', body: null }), provenance: { raw: 'secret' } },
            {
              event: makeEvent({ messageId: 'picture', body: null, extra: { MediaUrl0: 'x', Price: '1' } }),
              provenance: null,
            },
          ],
          { checkAt: () => null },
        );
        let end = await store.feedEnd();
        const before = await reader.messages();
        const cut =
          [...before.map(({ evidence }) => evidence.lastSeenAt)].sort()[Math.floor(before.length / 2)] ?? at(0);
        const older = before
          .filter(({ evidence }) => evidence.lastSeenAt < cut)
          .map(({ evidence }) => messageKey(evidence));
        assert.ok(older.length > 0 && older.length < before.length, 'the case needs messages on both sides');

        const texts = { ...keepAll, textsBefore: at(9_999_999), limit: 2 };
        for (let steps = 0; ; steps += 1) {
          const result = await store.prune(texts);
          assert.ok(result.texts <= 2, 'a step is larger than asked');
          if (result.done) break;
          assert.ok(steps < 100, 'retention comes to no end');
        }
        const log = await reader.events();
        assert.ok(
          log.every(({ record }) => record.body === null && record.provenance === null),
          'a text is left',
        );
        assert.deepEqual(
          log.find(({ record }) => record.messageId === 'picture')?.record.extra,
          { Price: '1' },
          'links to media go with the texts, and nothing else of what has no name',
        );
        await assertRecount(reader, 'texts deleted');

        let deleted = 0;
        for (let steps = 0; ; steps += 1) {
          const result = await store.prune({ ...keepAll, messagesBefore: cut, limit: 2 });
          assert.ok(result.messages <= 2, 'a step is larger than asked');
          deleted += result.messages;
          await assertRecount(reader, `step ${steps}`);
          if (result.done) break;
          assert.ok(steps < 100, 'retention comes to no end');
        }
        assert.equal(deleted, older.length);
        const left = (await reader.messages()).map(({ evidence }) => messageKey(evidence)).sort();
        const expected = before.map(({ evidence }) => messageKey(evidence)).filter((key) => !older.includes(key));
        assert.deepEqual(left, expected.sort());
        const feed = await readFeed(store, 7);
        assert.deepEqual(
          feed.map(({ cursor }) => cursor),
          (await reader.events()).map(({ cursor }) => cursor),
        );

        for (let steps = 0; steps < 2; steps += 1) {
          const again = await append(store, events);
          await assertRecount(reader, 'what was pruned came again');
          const fresh = await store.feed({ after: end, limit: 1_000 });
          const inserted = again.filter((result) => result.inserted).length;
          assert.ok(inserted > 0);
          assert.equal(fresh.events.length, inserted, 'new facts enter the feed behind every cursor ever given out');
          end = fresh.cursor;
          await store.prune({ ...keepAll, messagesBefore: at(9_999_999), limit: 1_000 });
          assert.deepEqual(await reader.figures(), [], 'figures of nothing');
        }
      }),
  },
  {
    name: 'a consumer position has one owner at a time, and only the owner moves it',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        await append(store, [
          makeEvent({ messageId: 'a' }),
          makeEvent({ messageId: 'b' }),
          makeEvent({ messageId: 'c' }),
        ]);
        const cursors = (await readFeed(store, 10)).map(({ cursor }) => cursor);
        const [first = '', second = '', third = ''] = cursors;
        const other = await another();
        const request = { name: 'mail', now: at(0), leaseUntil: at(30), start: 'beginning' } as const;
        assert.deepEqual(await store.leaseConsumer({ ...request, owner: 'one' }), { cursor: null });
        assert.equal(await other.leaseConsumer({ ...request, owner: 'two' }), null, 'leased');
        assert.deepEqual(await other.leaseConsumer({ ...request, name: 'late', owner: 'two', start: 'end' }), {
          cursor: third,
        });
        const note = { cursor: second, reason: 'Error: no \u0000', attempts: 3, at: at(1) };
        const advanced = { name: 'mail', owner: 'one', cursor: second, setAside: [note] };
        assert.equal(await store.advanceConsumer(advanced), true);
        assert.deepEqual(await store.leaseConsumer({ ...request, now: at(20), leaseUntil: at(50), owner: 'one' }), {
          cursor: second,
        });
        assert.equal(
          await other.leaseConsumer({ ...request, now: at(49), leaseUntil: at(60), owner: 'two' }),
          null,
          'renewed',
        );
        assert.deepEqual(await other.leaseConsumer({ ...request, now: at(50), leaseUntil: at(80), owner: 'two' }), {
          cursor: second,
        });
        const stale = { ...advanced, cursor: third, setAside: [{ ...note, cursor: first }] };
        assert.equal(await store.advanceConsumer(stale), false, 'the lease was lost');
        const { items } = await store.setAside({ name: 'mail', limit: 10, after: null });
        assertSame(
          items.map(({ event, ...rest }) => [rest, event?.messageId]),
          [[note, 'b']],
          'set aside',
        );
        await other.releaseConsumer('mail', 'one');
        assert.equal(
          await store.leaseConsumer({ ...request, now: at(51), leaseUntil: at(90), owner: 'three' }),
          null,
          'not its lease to give back',
        );
        await other.releaseConsumer('mail', 'two');
        assert.deepEqual(await store.leaseConsumer({ ...request, now: at(51), leaseUntil: at(90), owner: 'three' }), {
          cursor: second,
        });
      }),
  },
  {
    name: 'a consumer position may be any whole number, and may go back',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const request = { owner: 'one', now: at(0), leaseUntil: at(30), start: 'beginning' } as const;
        const name = `watermark ${'x'.repeat(240)}`;
        assert.deepEqual(await store.leaseConsumer({ ...request, name }), { cursor: null });
        for (const cursor of ['1767225600000', '999999999999999', '1767225599999', '0']) {
          assert.equal(await store.advanceConsumer({ name, owner: 'one', cursor, setAside: [] }), true);
          assert.deepEqual(await (await another()).leaseConsumer({ ...request, name }), { cursor });
        }
      }),
  },
  {
    name: 'two processes that ask at once: one gets a consumer, new or known',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const other = await another();
        for (const now of [0, 100]) {
          const asked = await Promise.all(
            Array.from({ length: 10 }, (_, index) =>
              (index % 2 === 0 ? store : other).leaseConsumer({
                name: 'mail',
                owner: `${now} ${index}`,
                now: at(now),
                leaseUntil: at(now + 10),
                start: 'beginning',
              }),
            ),
          );
          assert.equal(asked.filter((position) => position !== null).length, 1);
        }
      }),
  },
  {
    name: 'what was set aside is paged, survives pruning, and is forgotten on demand',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        await append(
          store,
          ['a', 'b', 'c'].map((messageId) => makeEvent({ messageId })),
        );
        const cursors = (await readFeed(store, 10)).map(({ cursor }) => cursor);
        const end = cursors.at(-1) ?? '';
        await store.leaseConsumer({ name: 'mail', owner: 'one', now: at(0), leaseUntil: at(30), start: 'beginning' });
        const setAside = cursors.map((cursor) => ({ cursor, reason: 'Error', attempts: 1, at: at(1) }));
        assert.equal(await store.advanceConsumer({ name: 'mail', owner: 'one', cursor: end, setAside }), true);
        const first = await store.setAside({ name: 'mail', limit: 2, after: null });
        assert.deepEqual(
          first.items.map(({ event }) => event?.messageId),
          ['a', 'b'],
        );
        const second = await store.setAside({ name: 'mail', limit: 2, after: first.next });
        assert.deepEqual([second.items.map(({ event }) => event?.messageId), second.next], [['c'], null]);
        assert.deepEqual((await store.setAside({ name: 'other', limit: 2, after: null })).items, []);
        await store.prune({ ...keepAll, messagesBefore: at(9_999_999) });
        const { items } = await store.setAside({ name: 'mail', limit: 9, after: null });
        assert.deepEqual(
          items.map(({ event }) => event),
          [null, null, null],
        );
        assert.equal(await store.forgetSetAside('mail', cursors[1] ?? ''), true);
        assert.equal(await store.forgetSetAside('mail', cursors[1] ?? ''), false);
        assert.equal((await store.setAside({ name: 'mail', limit: 9, after: null })).items.length, 2);
      }),
  },
];

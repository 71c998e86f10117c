import assert from 'node:assert/strict';
import type { StatusEvent } from '@statuswire/contracts';
import { canonicalJson } from '../canonical-json.ts';
import { defaultCheckAt } from '../check-policy.ts';
import { joinEvents } from '../join-events.ts';
import type { LedgerStore } from '../ledger-store.ts';
import type { AppendResult } from '../store-requests.ts';
import { createChance, firstHour, hostileTexts, makeEvent, randomBatches, randomEvents } from './random-events.ts';
import { assertRecount, assertSame, assertStates } from './recount.ts';
import type { StoreConformanceCase, StoreSubject, StoreUnderTest } from './subject.ts';

/** Records events as one batch, as a ledger does. */
export function append(store: LedgerStore, events: readonly StatusEvent[]): Promise<readonly AppendResult[]> {
  return store.append(
    events.map((event) => ({ event, provenance: null })),
    { checkAt: defaultCheckAt },
  );
}

/** Runs a case on fresh tables and closes them whatever happens. */
export async function onFreshTables(
  subject: StoreSubject,
  work: (under: StoreUnderTest) => Promise<void>,
): Promise<void> {
  const under = await subject.open();
  try {
    await work(under);
  } finally {
    await under.close();
  }
}

/** An instant some seconds after the first. */
export function at(seconds: number): string {
  return new Date(firstHour + seconds * 1_000).toISOString();
}

const identity = { projectId: 'project-1', messageId: 'message-1' };

/** Cases about what recording comes to. */
export const recordingCases: readonly StoreConformanceCase[] = [
  {
    name: 'any permutation, repetition and batching ends in the state of the pure join',
    run: async (subject) => {
      for (let seed = 1; seed <= (subject.runs ?? 25); seed += 1) {
        const chance = createChance(seed);
        const events = randomEvents(chance, 3 + chance.below(20));
        const again = Array.from(
          { length: chance.below(10) },
          () => events[chance.below(events.length)] ?? makeEvent({}),
        );
        const arrivals = chance.shuffle([...events, ...again]);
        await onFreshTables(subject, async ({ store, reader }) => {
          const results: AppendResult[] = [];
          for (const batch of randomBatches(chance, arrivals)) results.push(...(await append(store, batch)));
          await assertStates(store, events, `seed ${seed}`);
          await assertRecount(reader, `seed ${seed}`);
          const facts = new Set(events.map(({ key }) => key)).size;
          assert.equal(results.filter(({ inserted }) => inserted).length, facts, `seed ${seed}: inserted per fact`);
          assert.equal((await reader.events()).length, facts, `seed ${seed}: rows per fact`);
        });
      }
    },
  },
  {
    name: 'one message takes several statuses: nothing is dropped because its message is known',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        for (const status of ['queued', 'sent', 'delivered'] as const) {
          const [result] = await append(store, [makeEvent({ status })]);
          assert.equal(result?.inserted, true, `${status} is a new fact`);
          assert.equal(result?.message.status, status);
        }
        assert.equal((await store.message(identity))?.eventCount, 3);
        await assertRecount(reader, 'three statuses');
      }),
  },
  {
    name: 'a late status does not overwrite one that follows it',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        await append(store, [makeEvent({ status: 'delivered', receivedAt: at(1) })]);
        const [late] = await append(store, [makeEvent({ status: 'sent', receivedAt: at(9) })]);
        assert.equal(late?.inserted, true);
        assert.equal(late?.message.status, 'delivered');
        assert.equal(late?.message.lateCount, 1);
        await assertRecount(reader, 'a late status');
      }),
  },
  {
    name: 'what is null erases nothing: an error, a text, a number of segments',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        const told = makeEvent({
          status: 'undelivered',
          error: { code: '30003', message: 'unreachable' },
          segments: 2,
        });
        const untold = makeEvent({
          status: 'failed',
          source: 'rest',
          error: null,
          body: null,
          segments: null,
          receivedAt: at(5),
        });
        await append(store, [told]);
        await append(store, [untold]);
        const message = await store.message(identity);
        assert.deepEqual(message?.error, { code: '30003', message: 'unreachable' });
        assert.equal(message?.body, 'text');
        assert.equal(message?.segments, 2);
        assertSame(message, joinEvents([told, untold]), 'the state differs from the pure join');
        await assertRecount(reader, 'null fields');
      }),
  },
  {
    name: 'copies of one fact that differ are merged alike whichever came first',
    run: async (subject) => {
      const first = makeEvent({
        status: 'failed',
        error: { code: '30003', message: null },
        receivedAt: at(9),
        body: null,
      });
      const copies = [
        first,
        makeEvent({ ...first, error: { code: '30003', message: 'unreachable' }, receivedAt: at(3), body: 'b' }),
        makeEvent({ ...first, source: 'rest', receivedAt: at(12), body: 'a', extra: { price: '0.01' } }),
      ];
      const [a, b, c] = copies;
      if (a === undefined || b === undefined || c === undefined) throw new Error('three copies are needed');
      const logs = new Set<string>();
      for (const order of [
        [a, b, c],
        [a, c, b],
        [b, a, c],
        [b, c, a],
        [c, a, b],
        [c, b, a],
      ]) {
        await onFreshTables(subject, async ({ store, reader }) => {
          for (const event of order) await append(store, [event]);
          const events = await reader.events();
          assert.equal(events.length, 1, 'copies of one fact are one row');
          logs.add(canonicalJson(events[0]?.record));
          await assertStates(store, order, 'copies');
          await assertRecount(reader, 'copies');
          const [entry] = await store.timeline(identity);
          assert.deepEqual(entry?.deliveries, { callback: 2, rest: 1 });
          assert.equal(entry?.receivedAt, at(3));
          assert.equal(entry?.lastReceivedAt, at(12));
        });
      }
      assert.equal(logs.size, 1, 'the row depends on the order of the copies');
    },
  },
  {
    name: 'a batch is recorded as a whole or not at all',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        const known = makeEvent({ status: 'queued' });
        await append(store, [known]);
        const impostor = makeEvent({ status: 'delivered', key: known.key });
        await assert.rejects(
          append(store, [makeEvent({ status: 'sent' }), makeEvent({ messageId: 'message-2' }), impostor]),
          {
            code: 'STATUSWIRE_INVALID_OPTIONS',
          },
        );
        assert.equal((await reader.events()).length, 1, 'a part of a refused batch was recorded');
        assert.equal((await reader.messages()).length, 1, 'a part of a refused batch was recorded');
        await assertRecount(reader, 'a refused batch');
        const [after] = await append(store, [makeEvent({ status: 'sent' })]);
        assert.equal(after?.inserted, true, 'the store must go on after a refused batch');
      }),
  },
  {
    name: 'the same fact at once from two processes is recorded once',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader, another }) => {
        const other = await another();
        const event = makeEvent({ status: 'delivered' });
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, index) => append(index % 2 === 0 ? store : other, [event])),
        );
        assert.equal(results.flat().filter(({ inserted }) => inserted).length, 1, 'exactly one inserts');
        assert.deepEqual((await store.timeline(identity))[0]?.deliveries, { callback: 50, rest: 0 });
        const rows = await reader.figures();
        const amounts = rows.flatMap((row) => (row.table === 'messages' ? [row.amounts] : []));
        assertSame(amounts, [{ messages: 1, events: 1, repeats: 49, late: 0 }], 'one event and 49 repeats');
        await assertRecount(reader, 'the same fact at once');
      }),
  },
  {
    name: 'concurrent facts of one message from two processes all count',
    run: async (subject) => {
      for (let seed = 1; seed <= Math.ceil((subject.runs ?? 25) / 5); seed += 1) {
        const chance = createChance(seed);
        const events = randomEvents(chance, 40);
        await onFreshTables(subject, async ({ store, reader, another }) => {
          const other = await another();
          await Promise.all(
            randomBatches(chance, events).map((batch, index) => append(index % 2 === 0 ? store : other, batch)),
          );
          await assertStates(store, events, `seed ${seed}`);
          await assertRecount(reader, `seed ${seed}`);
        });
      }
    },
  },
  {
    name: 'what was recorded is there for a store made later',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const events = randomEvents(createChance(7), 12);
        await append(store, events);
        await store.close();
        await assertStates(await another(), events, 'a store made later');
      }),
  },
  {
    name: 'any string comes back as it was',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        const events = hostileTexts.map((text, index) =>
          makeEvent({
            projectId: `project ${text}`,
            messageId: `message ${text}`,
            from: text,
            to: text.repeat(100),
            body: text,
            direction: text,
            status: 'failed',
            error: { code: `code ${text}`, message: text },
            customVariables: { [text]: text },
            extra: { [text]: [text, { [text]: index }] },
          }),
        );
        await append(store, events);
        await assertStates(store, events, 'hostile texts');
        await assertRecount(reader, 'hostile texts');
        for (const event of events) {
          const [entry] = await store.timeline(event);
          assertSame(entry?.extra, event.extra, 'the timeline changed a text');
          assertSame(entry?.customVariables, event.customVariables, 'the timeline changed a text');
        }
      }),
  },
  {
    name: 'the longest keys and very long texts are taken, and told apart by their last character',
    run: (subject) =>
      onFreshTables(subject, async ({ store, reader }) => {
        const long = '\u0000'.repeat(254);
        const events = ['a', 'b'].map((last) =>
          makeEvent({
            projectId: long + last,
            messageId: long + last,
            status: 'unknown',
            providerStatus: long + last,
            error: { code: long + last, message: null },
            from: 'f'.repeat(10_000),
            body: 'é'.repeat(200_000),
            customVariables: { long: 'v'.repeat(10_000) },
            occurredAt: at(0),
          }),
        );
        const results = await append(store, events);
        assert.deepEqual(
          results.map(({ inserted }) => inserted),
          [true, true],
        );
        const again = await append(store, events);
        assert.deepEqual(
          again.map(({ inserted }) => inserted),
          [false, false],
        );
        await assertStates(store, events, 'long keys');
        await assertRecount(reader, 'long keys');
      }),
  },
  {
    name: 'provenance stays with its event, and that of the earliest copy is kept',
    run: (subject) =>
      onFreshTables(subject, async ({ store }) => {
        const event = (seconds: number) => makeEvent({ receivedAt: at(seconds) });
        const options = { checkAt: defaultCheckAt };
        await store.append([{ event: event(5), provenance: { verdict: 'later' } }], options);
        await store.append([{ event: event(2), provenance: { verdict: 'earlier \u0000' } }], options);
        await store.append([{ event: event(1), provenance: null }], options);
        const [entry] = await store.timeline(identity);
        assertSame(entry?.provenance, { receivedAt: at(2), details: { verdict: 'earlier \u0000' } }, 'provenance');
      }),
  },
];

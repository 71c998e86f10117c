import assert from 'node:assert/strict';
import type { LedgerStore } from '../ledger-store.ts';
import { unreadable } from './operation-cases.ts';
import { makeEvent } from './random-events.ts';
import { append, at, onFreshTables } from './recording-cases.ts';
import type { StoreConformanceCase } from './subject.ts';

const identity = { projectId: 'project-1', messageId: 'message-1' };

/** A call of each method that works on tables. */
function everyCall(store: LedgerStore): Readonly<Record<string, () => Promise<unknown>>> {
  const list = {
    filter: {},
    sort: 'firstSeenAt',
    order: 'ascending',
    limit: 1,
    after: null,
    receiptCutoff: at(0),
  } as const;
  const page = { limit: 1, after: null };
  const lease = { owner: 'one', now: at(0), leaseUntil: at(1) };
  return {
    append: () => append(store, [makeEvent({})]),
    message: () => store.message(identity),
    timeline: () => store.timeline(identity),
    list: () => store.list(list),
    summary: () =>
      store.summary({ filter: {}, interval: 'hour', receiptCutoff: at(0), recentSince: at(0), now: at(0) }),
    feed: () => store.feed(page),
    feedEnd: () => store.feedEnd(),
    due: () => store.due({ ...lease, limit: 1 }),
    settleCheck: () => store.settleCheck({ ...identity, owner: 'one', nextCheckAt: null, gone: false }),
    planCheck: () => store.planCheck(identity, null),
    quarantine: () => store.quarantine([unreadable('id', 0)]),
    quarantined: () => store.quarantined({ state: 'held', ...page }),
    quarantinedDelivery: () => store.quarantinedDelivery('id'),
    resolveQuarantined: () => store.resolveQuarantined('id', 'discarded', at(0)),
    tally: () => store.tally([{ name: 'checked', at: at(0), projectId: '', amount: 1 }]),
    prune: () => store.prune({ textsBefore: at(0), messagesBefore: at(0), quarantineBefore: at(0), limit: 1 }),
    leaseConsumer: () => store.leaseConsumer({ ...lease, name: 'mail', start: 'end' }),
    advanceConsumer: () => store.advanceConsumer({ name: 'mail', owner: 'one', cursor: '0', setAside: [] }),
    releaseConsumer: () => store.releaseConsumer('mail', 'one'),
    setAside: () => store.setAside({ name: 'mail', ...page }),
    forgetSetAside: () => store.forgetSetAside('mail', '1'),
  };
}

/** Cases about migration and closing. */
export const lifecycleCases: readonly StoreConformanceCase[] = [
  {
    name: 'migrating again, from several processes at once, changes nothing',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        await append(store, [makeEvent({})]);
        const other = await another();
        await Promise.all([store.migrate(), other.migrate(), store.migrate(), other.migrate()]);
        assert.equal((await store.message(identity))?.eventCount, 1);
      }),
  },
  {
    name: 'without tables every method says that the store is not migrated, and makes none',
    run: async (subject) => {
      if (subject.openUnmigrated === null) return;
      const { store, close } = await subject.openUnmigrated();
      try {
        for (const [name, call] of Object.entries(everyCall(store))) {
          await assert.rejects(call(), { code: 'STATUSWIRE_NOT_MIGRATED' }, name);
        }
        await store.migrate();
        await append(store, [makeEvent({})]);
        for (const [name, call] of Object.entries(everyCall(store))) await assert.doesNotReject(call(), name);
      } finally {
        await close();
      }
    },
  },
  {
    name: 'a closed store refuses every call, another one on the same tables goes on',
    run: (subject) =>
      onFreshTables(subject, async ({ store, another }) => {
        const other = await another();
        await store.close();
        await store.close();
        for (const [name, call] of Object.entries(everyCall(store))) {
          await assert.rejects(call(), { code: 'STATUSWIRE_CLOSED' }, name);
        }
        const [result] = await append(other, [makeEvent({})]);
        assert.equal(result?.inserted, true);
      }),
  },
];

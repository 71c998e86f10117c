import { createLedger, createMemoryStore, type Ledger, type LedgerStore, type MessageFilter } from '@statuswire/ledger';
import { describe, expect, test } from 'vitest';
import { eventOf } from './events.ts';

/** A ledger whose store must not be asked: what is refused never gets that far. */
function guardedLedger(): Ledger {
  const store = new Proxy(createMemoryStore(), {
    get: (_, name) => () => Promise.reject(new TypeError(`The store was asked: ${String(name)}`)),
  }) as LedgerStore;
  return createLedger({ store });
}

const delivery = {
  receivedAt: '2026-03-01T10:00:00.000Z',
  reason: 'invalid_payload',
  message: 'It cannot be read.',
  rawBody: new Uint8Array([1]),
  contentType: 'text/plain',
};
const identity = { projectId: 'project-1', messageId: 'a' };
const settled = { ...identity, owner: 'one', gone: false };

type Misuse = (ledger: Ledger) => Promise<unknown>;
// As plain JavaScript could call it, where no type is in the way.
const anything = (value: unknown) => value as never;

const misuses: readonly (readonly [string, RegExp, Misuse])[] = [
  ['a misspelt option of list', /list knows no option filters/, (ledger) => ledger.list(anything({ filters: {} }))],
  ['a sort that is none', /sort must be one of/, (ledger) => ledger.list(anything({ sort: 'at; DROP TABLE' }))],
  ['an order that is none', /order must be one of/, (ledger) => ledger.list(anything({ order: 'ASC' }))],
  ['a limit that is no integer', /limit/, (ledger) => ledger.list({ limit: 1.5 })],
  ['a limit that is too great', /limit/, (ledger) => ledger.feed({ limit: 10_001 })],
  ['a cursor that is no text', /cursor/, (ledger) => ledger.list(anything({ after: 5 }))],
  ['a misspelt option of feed', /feed knows no option from/, (ledger) => ledger.feed(anything({ from: '1' }))],
  ['a misspelt option of summary', /summary knows no/, (ledger) => ledger.summary(anything({ filters: {} }))],
  ['an interval that is none', /interval must be/, (ledger) => ledger.summary(anything({ interval: 'minute' }))],
  [
    'a misspelt option of prune',
    /prune knows no option/,
    (ledger) => ledger.prune(anything({ textBefore: new Date() })),
  ],
  ['a date that is none', /textsBefore must be/, (ledger) => ledger.prune({ textsBefore: new Date('never') })],
  ['a date as a text', /messagesBefore must be/, (ledger) => ledger.prune(anything({ messagesBefore: '2026' }))],
  ['a state that is none', /state must be/, (ledger) => ledger.quarantined(anything({ state: 'lost' }))],
  ['a misspelt option of quarantined', /quarantined knows/, (ledger) => ledger.quarantined(anything({ states: 1 }))],
  ['a misspelt option of setAside', /setAside knows/, (ledger) => ledger.setAside(anything({ name: 'm', from: 1 }))],
  ['a misspelt option of record', /record knows/, (ledger) => ledger.record(eventOf('a'), anything({ details: {} }))],
  [
    'provenance that holds no strings',
    /provenance must hold strings only/,
    (ledger) => ledger.record(eventOf('a'), { provenance: anything({ count: 1n }) }),
  ],
  ['a counter by half', /amount/, (ledger) => ledger.tally('checks', '', 0.5)],
  ['a counter that counts down', /amount/, (ledger) => ledger.tally('checks', '', -1)],
  ['a next check that is no time', /nextCheckAt must be/, (ledger) => ledger.planCheck(identity, 'tomorrow')],
  [
    'a next check without its offset from UTC',
    /nextCheckAt must be/,
    (ledger) => ledger.settleCheck({ ...settled, nextCheckAt: '2026-03-01T10:00:00' }),
  ],
  [
    'a delivery received at no time',
    /receivedAt must be/,
    (ledger) => ledger.quarantine({ ...delivery, receivedAt: 'canary-secret' }),
  ],
  [
    'a delivery without a reason',
    /reason must be/,
    (ledger) => ledger.quarantine(anything({ ...delivery, reason: 4 })),
  ],
  [
    'a delivery whose body was decoded',
    /rawBody must be the bytes/,
    (ledger) => ledger.quarantine(anything({ ...delivery, rawBody: 'canary-secret' })),
  ],
  [
    'details that are no strings',
    /details must hold strings only/,
    (ledger) => ledger.quarantine(anything({ ...delivery, details: { reason: ['canary-secret'] } })),
  ],
];

describe('a request that nobody can have meant is refused before the store is asked', () => {
  test.each(misuses)('%s', async (_, text, misuse) => {
    const error: unknown = await misuse(guardedLedger()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS', message: expect.stringMatching(text) });
    expect(String(error)).not.toContain('canary-secret');
  });

  const filters: readonly (readonly [keyof MessageFilter, unknown])[] = [
    ['status', 'canary-secret'],
    ['status', '\u0000'],
    ['outcome', 'lost'],
    ['dialect', 'Platform'],
    ['kind', 'fax'],
    ['source', 'both'],
    ['conflicted', 'true'],
    ['healed', 1],
    ['projectId', null],
    ['number', 15_550_000_001],
    ['prefix', ['+1']],
    ['errorCode', 30_003],
    ['search', {}],
    ['since', '2026-02-30T00:00:00Z'],
    ['until', '2026-03-01T10:00:00'],
  ];
  test.each(filters)('a filter by a %s that no message can have: %j', async (name, value) => {
    const filter = { [name]: value } as MessageFilter;
    await expect(guardedLedger().list({ filter })).rejects.toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    const ofSummary = guardedLedger().summary({ filter });
    await expect(ofSummary).rejects.toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
  });

  test('a policy of receipts that nobody can keep', () => {
    const store = createMemoryStore();
    for (const receipts of [{ validityMs: Number.NaN }, { graceMs: -1 }, { validity: 5 }]) {
      expect(() => createLedger({ store, receipts: anything(receipts) })).toThrow(/validity|graceMs/);
    }
  });
});

test('a cursor of a list sorted by one time is refused by a list sorted by the other', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  for (const id of ['a', 'b', 'c']) await ledger.record(eventOf(id));
  for (const [sort, other] of [
    ['firstSeenAt', 'lastSeenAt'],
    ['lastSeenAt', 'firstSeenAt'],
  ] as const) {
    const { next } = await ledger.list({ sort, limit: 1 });
    expect((await ledger.list({ sort, limit: 5, after: next })).items).toHaveLength(2);
    await expect(ledger.list({ sort: other, limit: 5, after: next })).rejects.toMatchObject({
      code: 'STATUSWIRE_INVALID_OPTIONS',
    });
  }
});

test('times are taken in any spelling of ISO 8601 and kept in one', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  const spellings = ['2026-03-01T10:00:00.000Z', '2026-03-01T10:00Z', '2026-03-01t12:00:00.0009+02:00'];
  for (const [index, receivedAt] of spellings.entries()) {
    expect((await ledger.record(eventOf(`m${index}`, { receivedAt }))).message.firstSeenAt).toBe(spellings[0]);
    const { id } = await ledger.quarantine({ ...delivery, receivedAt, rawBody: new Uint8Array([index]) });
    expect((await ledger.quarantinedDelivery(id))?.receivedAt).toBe(spellings[0]);
    expect((await ledger.list({ filter: { since: receivedAt } })).items).toHaveLength(index + 1);
  }
});

import type { StatusEvent } from '@statuswire/contracts';
import { defaultCheckAt, type LedgerStore, type MessageFilter } from '@statuswire/ledger';
import fc from 'fast-check';
import { anyFields, keyed } from '../arbitraries.ts';

const start = Date.parse('2026-03-01T10:00:00.000Z');
const hourMs = 3_600_000;
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();

const anyIdentity = fc.record({
  projectId: fc.constantFrom('project-1', 'project-2', '\u0000'),
  messageId: fc.constantFrom('message-1', 'message-2', 'm%_\\', '\ud800'),
});
/** Any event of one of a few messages. */
export const anyEventOfMany: fc.Arbitrary<StatusEvent> = fc
  .tuple(anyFields, anyIdentity)
  .map(([fields, identity]) => keyed({ ...fields, ...identity }));

const anyTime = fc.constantFrom(0, 1, 60_000, hourMs - 1, hourMs, 26 * hourMs, 400 * 24 * hourMs).map(at);
const anyHour = fc.constantFrom(-hourMs, 0, hourMs, 14 * hourMs, 26 * hourMs).map(at);
const anyOwner = fc.constantFrom('one', 'two', '\u0000');
const anyText = fc.constantFrom('id-1', 'id-2', '\u0000\ud800');

const anyFilter: fc.Arbitrary<MessageFilter> = fc.record(
  {
    since: anyHour,
    until: anyHour,
    projectId: fc.constantFrom('project-1', '\u0000'),
    dialect: fc.constantFrom('compatibility', 'platform'),
    kind: fc.constantFrom('sms', 'mms'),
    number: fc.constantFrom('', '+15550001'),
    prefix: fc.constantFrom('', '+1', '+44'),
    status: fc.constantFrom('sent', 'delivered', 'failed', 'unknown'),
    outcome: fc.constantFrom('in_transit', 'accepted_no_receipt', 'delivered', 'failed', 'pending'),
    errorCode: fc.constantFrom('', '30003', '__proto__'),
    source: fc.constantFrom('callback', 'rest'),
    conflicted: fc.boolean(),
    healed: fc.boolean(),
    search: fc.constantFrom('', '+1555', '1555', 'message', 'm%', 'x', '\u0000'),
  },
  { requiredKeys: [] },
);
// Most of the filter left out: all of it at once lets nothing through.
const fewOf = (filter: MessageFilter, kept: readonly number[]): MessageFilter =>
  Object.fromEntries(Object.entries(filter).filter((_entry, index) => kept.includes(index)));
const anySmallFilter = fc
  .tuple(anyFilter, fc.array(fc.nat(13), { maxLength: 3 }))
  .map(([filter, kept]) => fewOf(filter, kept));

/** A call of a store, by name for the report, that answers with something that can be compared. */
export interface Operation {
  readonly name: string;
  run(store: LedgerStore): Promise<unknown>;
}

const operation = <Input>(
  name: string,
  input: fc.Arbitrary<Input>,
  run: (store: LedgerStore, input: Input) => Promise<unknown>,
) => input.map((value): Operation => ({ name: `${name} ${fc.stringify(value)}`, run: (store) => run(store, value) }));

const byName = (_name: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item, byName)).sort();

async function allPages<Item>(
  page: (after: string | null) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let after: string | null = null; ; ) {
    const part = await page(after);
    items.push(...part.items);
    if (part.next === null) return items;
    after = part.next;
  }
}

/** Any call of a store whose answer is laid down: what a store may choose is compared as a set. */
export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: operation('append', fc.array(anyEventOfMany, { minLength: 1, maxLength: 6 }), (store, events) =>
      store.append(
        events.map((event, index) => ({ event, provenance: index % 3 === 0 ? { raw: '\u0000' } : null })),
        { checkAt: defaultCheckAt },
      ),
    ),
  },
  operation('message', anyIdentity, (store, identity) => store.message(identity)),
  operation('timeline', anyIdentity, (store, identity) => store.timeline(identity)),
  operation(
    'list',
    fc.record({
      filter: anySmallFilter,
      sort: fc.constantFrom('firstSeenAt', 'lastSeenAt'),
      order: fc.constantFrom('ascending', 'descending'),
      limit: fc.constantFrom(1, 3, 100),
      receiptCutoff: anyTime,
    }),
    async (store, query) => sorted(await allPages((after) => store.list({ ...query, after }))),
  ),
  operation(
    'summary',
    fc.record({
      filter: anySmallFilter.map(({ search: _search, outcome: _outcome, ...filter }) => filter),
      interval: fc.constantFrom('hour', 'day'),
      receiptCutoff: anyTime,
      recentSince: anyHour,
      now: anyTime,
    }),
    async (store, query) => {
      const figures = await store.summary(query);
      const counted = <Row extends { readonly messages: number }>(rows: readonly Row[]) =>
        sorted(rows.filter(({ messages }) => messages !== 0));
      return {
        ...figures,
        totals: counted(figures.totals),
        timeline: counted(figures.timeline),
        awaited: counted(figures.awaited),
        latencies: sorted(figures.latencies),
        tallies: sorted(figures.tallies),
      };
    },
  ),
  operation(
    'feed',
    fc.record({ after: fc.constantFrom(null, '0', '3'), limit: fc.constantFrom(1, 100) }),
    (store, query) => store.feed(query),
  ),
  operation('feedEnd', fc.constant(null), (store) => store.feedEnd()),
  operation('due', fc.record({ now: anyTime, owner: anyOwner, leaseUntil: anyTime }), async (store, request) =>
    sorted(await store.due({ ...request, limit: 100 })),
  ),
  operation(
    'settleCheck',
    fc.tuple(anyIdentity, fc.record({ owner: anyOwner, nextCheckAt: fc.option(anyTime), gone: fc.boolean() })),
    (store, [identity, check]) => store.settleCheck({ ...identity, ...check }),
  ),
  operation('planCheck', fc.tuple(anyIdentity, fc.option(anyTime)), (store, [identity, nextCheckAt]) =>
    store.planCheck(identity, nextCheckAt),
  ),
  operation('quarantine', fc.array(fc.tuple(anyText, anyTime), { maxLength: 4 }), (store, entries) =>
    store.quarantine(
      entries.map(([id, receivedAt]) => ({
        id,
        receivedAt,
        reason: '\u0000',
        message: '\ud800\\',
        rawBody: Uint8Array.from([0, 255, id.length]),
        contentType: '\udc00',
        details: { '\u0000': '\ud800' },
      })),
    ),
  ),
  operation(
    'quarantined',
    fc.record({ state: fc.constantFrom('held', 'recorded', 'discarded'), limit: fc.constantFrom(1, 100) }),
    (store, query) => allPages((after) => store.quarantined({ ...query, after })),
  ),
  operation('resolveQuarantined', fc.tuple(anyText, anyTime), (store, [id, time]) =>
    store.resolveQuarantined(id, 'recorded', time),
  ),
  operation(
    'tally',
    fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b'),
        at: anyTime,
        projectId: fc.constantFrom('', 'project-1', '\u0000'),
        amount: fc.integer({ min: 1, max: 5 }),
      }),
      { maxLength: 4 },
    ),
    (store, entries) => store.tally(entries),
  ),
  operation(
    'prune',
    fc.record({
      textsBefore: fc.option(anyTime),
      messagesBefore: fc.option(anyHour, { freq: 2 }),
      quarantineBefore: fc.option(anyTime),
    }),
    (store, request) => store.prune({ ...request, limit: 100 }),
  ),
  operation(
    'leaseConsumer',
    fc.record({
      name: fc.constantFrom('mail', 'log'),
      owner: anyOwner,
      now: anyTime,
      leaseUntil: anyTime,
      start: fc.constantFrom('beginning', 'end'),
    }),
    (store, request) => store.leaseConsumer(request),
  ),
  operation(
    'advanceConsumer',
    fc.record({
      name: fc.constantFrom('mail', 'log'),
      owner: anyOwner,
      cursor: fc.constantFrom('1', '2', '9'),
      setAside: fc.array(
        fc.record({
          cursor: fc.constantFrom('1', '2', '3'),
          reason: fc.constantFrom('broken', '\u0000\ud800'),
          attempts: fc.integer({ min: 1, max: 5 }),
          at: anyTime,
        }),
        { maxLength: 3 },
      ),
    }),
    (store, request) => store.advanceConsumer(request),
  ),
  operation('releaseConsumer', fc.tuple(fc.constantFrom('mail', 'log'), anyOwner), (store, [name, owner]) =>
    store.releaseConsumer(name, owner),
  ),
  operation(
    'setAside',
    fc.record({ name: fc.constantFrom('mail', 'log'), limit: fc.constantFrom(1, 100) }),
    (store, query) => allPages((after) => store.setAside({ ...query, after })),
  ),
  operation(
    'forgetSetAside',
    fc.tuple(fc.constantFrom('mail', 'log'), fc.constantFrom('1', '2')),
    (store, [name, cursor]) => store.forgetSetAside(name, cursor),
  ),
);

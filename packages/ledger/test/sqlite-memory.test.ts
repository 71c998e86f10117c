import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatusEvent } from '@statuswire/contracts';
import { createLedger, type LedgerStore, type SummaryRequest } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { assertRecount } from '@statuswire/ledger/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anyFields, keyed } from './arbitraries.ts';
import { eventOf } from './events.ts';
import { sqliteReader } from './sqlite-subject.ts';

let directory = '';
let handles: DatabaseSync[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'statuswire-'));
});
afterEach(() => {
  for (const handle of handles) handle.close();
  handles = [];
  rmSync(directory, { recursive: true });
});

function open(name: string): DatabaseSync {
  const database = new DatabaseSync(join(directory, name));
  handles.push(database);
  return database;
}

const append = (store: LedgerStore, events: readonly StatusEvent[]) =>
  store.append(
    events.map((event) => ({ event, provenance: null })),
    { checkAt: () => null },
  );

const summaryOf = (store: LedgerStore, now: string, request: SummaryRequest) =>
  createLedger({ store, now: () => new Date(now) }).summary(request);

type Writer = 0 | 1 | 2;
type Step =
  | { readonly kind: 'append'; readonly by: Writer; readonly fields: readonly Omit<StatusEvent, 'key'>[] }
  | { readonly kind: 'refused'; readonly by: Writer; readonly fields: Omit<StatusEvent, 'key'> }
  | { readonly kind: 'prune'; readonly by: Writer; readonly before: string; readonly texts: boolean }
  | { readonly kind: 'summary'; readonly by: Writer; readonly now: string };

const writer = fc.constantFrom<Writer>(0, 1, 2);
const anyMessage = fc
  .tuple(anyFields, fc.constantFrom('message-1', 'message-2', 'message-3'))
  .map(([fields, messageId]) => ({ ...fields, messageId }));
const instants = ['2026-03-01T10:30:00.000Z', '2026-03-01T15:00:00.000Z', '2026-03-02T12:00:00.000Z'] as const;
const requests: readonly SummaryRequest[] = [
  {},
  { interval: 'hour' },
  { filter: { since: '2026-03-01T11:00:00.000Z' } },
  { filter: { number: '+15550001' } },
  { filter: { dialect: 'platform', kind: 'sms' }, interval: 'day' },
  { filter: { status: 'sent' } },
  { filter: { outcome: 'in_transit' } },
];
const anySteps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('append'), by: writer, fields: fc.array(anyMessage) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('refused'), by: writer, fields: anyMessage }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('prune'),
        by: writer,
        before: fc.constantFrom(...instants),
        texts: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('summary'),
        by: writer,
        now: fc.constantFrom(...instants),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 30 },
);

describe('what a SQLite store remembers', () => {
  test('holds whoever writes: it, another store on its handle, or another process', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        run += 1;
        const [mine, theirs] = [open(`${run}.db`), open(`${run}.db`)];
        const stores = [mine, mine, theirs].map((database) => createSqliteStore({ database })) as [
          LedgerStore,
          LedgerStore,
          LedgerStore,
        ];
        await stores[0].migrate();
        for (const step of steps) {
          const store = stores[step.by];
          switch (step.kind) {
            case 'append':
              await append(store, step.fields.map(keyed));
              break;
            case 'refused': {
              // Everything that this transaction wrote is taken back.
              const event = keyed(step.fields);
              const impostor = { ...event, status: event.status === 'read' ? 'sent' : 'read' } as const;
              await expect(append(store, [event, impostor])).rejects.toMatchObject({
                code: 'STATUSWIRE_INVALID_OPTIONS',
              });
              break;
            }
            case 'prune':
              await store.prune({
                textsBefore: step.texts ? step.before : null,
                messagesBefore: step.texts ? null : step.before,
                quarantineBefore: null,
                limit: 2,
              });
              break;
            case 'summary': {
              const fresh = createSqliteStore({ database: theirs });
              for (const request of requests) {
                expect(await summaryOf(store, step.now, request)).toEqual(await summaryOf(fresh, step.now, request));
              }
            }
          }
        }
        await assertRecount(sqliteReader(mine), `run ${run}`);
        for (const handle of handles.splice(0)) handle.close();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('a key that came first with another fact is told apart from the fact that it is of', async () => {
    const store = createSqliteStore({ database: open('ledger.db') });
    await store.migrate();
    const queued = eventOf('a', { status: 'queued' });
    await append(store, [eventOf('a', { status: 'delivered', key: queued.key })]);
    await expect(append(store, [eventOf('b'), queued])).rejects.toMatchObject({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    expect(await store.message({ projectId: 'project-1', messageId: 'b' })).toBeNull();
    await expect(append(store, [eventOf('a', { status: 'sent' })])).resolves.toMatchObject([{ inserted: true }]);
  });

  test('cannot be changed by who told it or was told it', async () => {
    const store = createSqliteStore({ database: open('ledger.db') });
    await store.migrate();
    const variables: Record<string, string> = { order: 'A-1' };
    await append(store, [eventOf('a', { status: 'queued', customVariables: variables })]);
    variables.order = 'changed by the sender';
    const [told] = await append(store, [eventOf('a', { status: 'sent' })]);
    expect(() => Object.assign(told?.message.customVariables ?? {}, { order: 'changed by a reader' })).toThrow(
      TypeError,
    );
    const [then] = await append(store, [eventOf('a', { status: 'delivered' })]);
    expect(then?.message.customVariables).toEqual({ order: 'A-1' });
    const fresh = createSqliteStore({ database: open('ledger.db') });
    expect(await fresh.message({ projectId: 'project-1', messageId: 'a' })).toEqual(then?.message);
  });
});

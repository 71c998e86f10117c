import { normalizeCallback, type StatusEvent } from '@statuswire/contracts';
import { createLedger, createMemoryStore } from '@statuswire/ledger';
import { expect, test } from 'vitest';
import { type Arrival, arrivalOf } from '../src/arrival.ts';

const receivedAt = '2026-03-17T22:27:00.000Z';

function event(fields: Record<string, unknown> = {}, at = receivedAt): StatusEvent {
  const payload = { id: 'm1', project_id: 'p1', status: 'sent', to: '+15557654321', from: '+15551234567', ...fields };
  const result = normalizeCallback(payload, { receivedAt: at });
  if (!result.ok) throw new Error(result.problem.message);
  return result.event;
}

async function arrivals(events: readonly StatusEvent[]): Promise<readonly Arrival[]> {
  const ledger = createLedger({ store: createMemoryStore() });
  const seen: Arrival[] = [];
  for (const each of events) seen.push(arrivalOf(each, await ledger.record(each)));
  await ledger.close();
  return seen;
}

test('a fact that comes again is a repeat, and nothing else', async () => {
  expect(
    await arrivals([event({ timestamp: '2026-03-17T22:00:00Z' }), event({ timestamp: '2026-03-17T22:00:00Z' })]),
  ).toEqual([
    { repeated: false, outOfOrder: false, lateMs: 1_620_000 },
    { repeated: true, outOfOrder: false, lateMs: null },
  ]);
});

test('a status below one that came before is out of order, for that message alone', async () => {
  const told = [
    { status: 'delivered' },
    { status: 'queued' },
    { status: 'queued', id: 'm2' },
    { status: 'queued', project_id: 'p2' },
    { status: 'undelivered' },
    { status: 'rerouted' },
    { status: 'sent' },
  ];
  const events = told.map((fields, index) => event(fields, new Date(Date.parse(receivedAt) + index).toISOString()));
  const orders = (await arrivals(events)).map(({ outOfOrder }) => outOfOrder);
  expect(orders).toEqual([false, true, false, false, false, false, true]);
});

test('of two that share a commit, the one received first is not out of order', async () => {
  const ledger = createLedger({ store: createMemoryStore() });
  const sent = event({ status: 'sent' }, '2026-03-17T22:27:00.000Z');
  const delivered = event({ status: 'delivered' }, '2026-03-17T22:27:00.001Z');
  const [first, second] = await Promise.all([ledger.record(sent), ledger.record(delivered)]);
  expect([arrivalOf(sent, first), arrivalOf(delivered, second)].map(({ outOfOrder }) => outOfOrder)).toEqual([
    false,
    false,
  ]);
  await ledger.close();
});

test.each([
  ['2026-03-17T22:26:55Z', null],
  ['2026-03-17T22:26:54.999Z', 5_001],
  ['2026-03-17T22:25:00Z', 120_000],
  ['2026-03-17T22:30:00Z', null],
  [undefined, null],
])('an event of %s that comes at 22:27:00 is late by %s ms', async (timestamp, lateMs) => {
  expect(await arrivals([event({ timestamp })])).toMatchObject([{ lateMs }]);
});

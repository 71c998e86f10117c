import { normalizeCallback, type StatusEvent } from '@statuswire/contracts';
import { expect, test } from 'vitest';
import { createRecentEvents } from '../src/recent-events.ts';

const receivedAt = '2026-03-17T22:27:00.000Z';

function event(fields: Record<string, unknown> = {}): StatusEvent {
  const payload = { id: 'm1', project_id: 'p1', status: 'sent', to: '+15557654321', from: '+15551234567', ...fields };
  const result = normalizeCallback(payload, { receivedAt });
  if (!result.ok) throw new Error(result.problem.message);
  return result.event;
}

test('a fact that comes again is a repeat, kept once under the framework that took it first', () => {
  const events = createRecentEvents({ capacity: 10 });
  expect(events.record(event(), 'express')).toEqual({ repeated: false, outOfOrder: false, lateMs: null });
  expect(events.record(event(), 'koa')).toEqual({ repeated: true, outOfOrder: false, lateMs: null });
  expect(events.latest(10)).toMatchObject([{ framework: 'express', arrivals: 2 }]);
});

test('a status below one that came before is out of order, for that message alone', () => {
  const events = createRecentEvents({ capacity: 10 });
  const orders = [
    event({ status: 'delivered' }),
    event({ status: 'queued' }),
    event({ status: 'queued', id: 'm2' }),
    event({ status: 'queued', project_id: 'p2' }),
    event({ status: 'undelivered' }),
    event({ status: 'rerouted' }),
    event({ status: 'sent' }),
  ].map((each) => events.record(each, 'koa').outOfOrder);
  expect(orders).toEqual([false, true, false, false, false, false, true]);
});

test.each([
  ['2026-03-17T22:26:55Z', null],
  ['2026-03-17T22:26:54.999Z', 5_001],
  ['2026-03-17T22:25:00Z', 120_000],
  ['2026-03-17T22:30:00Z', null],
  [undefined, null],
])('an event of %s that comes at 22:27:00 is late by %s ms', (timestamp, lateMs) => {
  const events = createRecentEvents({ capacity: 10 });
  expect(events.record(event({ timestamp }), 'koa').lateMs).toBe(lateMs);
});

test('only the last ones are kept, newest first', () => {
  const events = createRecentEvents({ capacity: 3 });
  for (let index = 0; index < 1_000; index += 1) events.record(event({ id: `m${index}` }), 'express');
  expect(events.latest(10).map((recent) => recent.event.messageId)).toEqual(['m999', 'm998', 'm997']);
  expect(events.latest(1).map((recent) => recent.event.messageId)).toEqual(['m999']);
  expect(events.record(event({ id: 'm1' }), 'express').repeated).toBe(false);
});
